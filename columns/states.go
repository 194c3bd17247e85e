package columns

import (
	"slices"
	"strings"
)

// AreOtherStates reports whether the cells of a column are states of something else than the lead: of a subscription to
// a newsletter, a message, a payment, a call or a ticket. Some words, such as "active", are states of both: beside none
// that is surely no status of a lead they tell it only in a file whose header speaks of subscriptions.
func AreOtherStates(cells, header []string) bool {
	all := loadVocabulary().OtherState
	distinct := foldAll(cells)
	sure, either := 0, 0
	for word := range distinct {
		switch {
		case slices.Contains(all["words"], word):
			sure++
		case slices.Contains(all["either"], word):
			either++
		}
	}
	return sure > 0 && 3*(sure+either) >= 2*len(distinct) ||
		either > 0 && either == len(distinct) && slices.ContainsFunc(header, speaksOfSubscription)
}

// speaksOfSubscription reports whether a header has a word for subscriptions to a newsletter.
func speaksOfSubscription(header string) bool {
	_, found := table{"words": loadVocabulary().OtherState["subscription"]}.cut(header)
	return found
}

// IsOtherState reports whether a header says that its statuses are of something else than the lead: "Payment status",
// "bookingStatus".
func IsOtherState(header string) bool {
	const long = 5 // letters of a word that stands within hardly any other
	whole, words := fold(header), wordsOf(header)
	return slices.ContainsFunc(loadVocabulary().OtherState["of"], func(of string) bool {
		return len(of) >= long && strings.Contains(whole, of) || slices.ContainsFunc(words, func(word string) bool { return fold(word) == of })
	})
}

// MayBeRegion reports whether a header has a word for a status that also means a part of a country.
func MayBeRegion(header string) bool {
	return slices.ContainsFunc(wordsOf(header), func(word string) bool { return slices.Contains(loadVocabulary().OtherState["region"], fold(word)) })
}
