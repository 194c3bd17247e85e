package charset

import "math"

// model says how likely words are in a language: by the pairs of letters in the words that it has
// learnt or, in scripts of many characters, by the characters. Likelihoods are natural logarithms.
type model struct {
	numbers    map[rune]int // of letters, from 1 on; 0 stands for the end of a word
	pairs      [][]float64  // of a letter after another
	characters map[rune]float64
}

// newModel learns words.
func newModel(words [][]rune, many bool) model {
	if many {
		return model{characters: characters(words)}
	}
	m := model{numbers: make(map[rune]int)}
	for _, word := range words {
		for _, r := range word {
			if m.numbers[r] == 0 {
				m.numbers[r] = len(m.numbers) + 1
			}
		}
	}
	n := len(m.numbers) + 1
	alone, total := make([]float64, n), 0.0
	for range n {
		m.pairs = append(m.pairs, make([]float64, n))
	}
	for _, word := range words {
		last := 0
		for i := range len(word) + 1 {
			next := 0
			if i < len(word) {
				next = m.numbers[word[i]]
			}
			m.pairs[last][next]++
			alone[next]++
			total++
			last = next
		}
	}
	for _, counts := range m.pairs {
		weigh(counts, alone, total)
	}
	return m
}

// weigh turns how often letters follow one letter into likelihoods. What was seen rarely leans on how
// often a letter occurs at all.
func weigh(counts, alone []float64, total float64) {
	const lean, unseen = 8, 0.5
	sum := 0.0
	for _, count := range counts {
		sum += count
	}
	for i, count := range counts {
		p := (alone[i] + unseen) / (total + unseen*float64(len(alone)))
		counts[i] = math.Log((count + lean*p) / (sum + lean))
	}
}

// characters returns how likely each is. A list of common ones holds most of them once.
func characters(words [][]rune) map[rune]float64 {
	const least = -9.5
	all, total := make(map[rune]float64), 0.0
	for _, word := range words {
		for _, r := range word {
			all[r]++
			total++
		}
	}
	for r, count := range all {
		all[r] = max(math.Log(count/total), least)
	}
	return all
}

// hasLetters reports whether all letters of a word are known.
func (m *model) hasLetters(word []rune) bool {
	for _, r := range word {
		if _, known := m.characters[r]; !known && m.numbers[r] == 0 {
			return false
		}
	}
	return true
}

// likelihood returns that of a word.
func (m *model) likelihood(word []rune) (sum float64) {
	const strangeLetter, strangeCharacter = -11, -15
	if m.characters != nil {
		for _, r := range word {
			p, known := m.characters[r]
			if !known {
				p = strangeCharacter
			}
			sum += p
		}
		return sum
	}
	last := 0
	for _, r := range word {
		next, known := m.numbers[r]
		if known {
			sum += m.pairs[last][next]
		} else {
			sum += strangeLetter
		}
		last = next
	}
	return sum + m.pairs[last][0]
}
