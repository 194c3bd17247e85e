package ratelimit

import (
	"errors"
	"strconv"
	"strings"
	"time"
)

// member is one part of an RFC 9651 list or dictionary; only the latter's members have values.
type member struct {
	name, value string
	params      map[string]string
}

// parseField splits a list or dictionary. A malformed part gives a member that matches nothing.
func parseField(s string) []member {
	if s == "" {
		return nil
	}
	var members []member
	for _, part := range split(s, ',') {
		pieces := split(part, ';')
		m := member{params: map[string]string{}}
		m.name, m.value = keyValue(pieces[0])
		for _, piece := range pieces[1:] {
			key, value := keyValue(piece)
			m.params[key] = value
		}
		members = append(members, m)
	}
	return members
}

// keyValue splits `key=value`. A quoted string has no value, whatever is in it.
func keyValue(s string) (key, value string) {
	s = strings.TrimSpace(s)
	if strings.HasPrefix(s, `"`) {
		return s, ""
	}
	key, value, _ = strings.Cut(s, "=")
	return strings.ToLower(strings.TrimSpace(key)), strings.TrimSpace(value)
}

// split cuts s at each sep outside quoted strings. A string without an end takes the rest.
func split(s string, sep byte) []string {
	var parts []string
	from, quoted := 0, false
	for i := 0; i < len(s); i++ {
		switch {
		case quoted && s[i] == '\\':
			i++
		case s[i] == '"':
			quoted = !quoted
		case s[i] == sep && !quoted:
			parts = append(parts, s[from:i])
			from = i + 1
		}
	}
	return append(parts, s[from:])
}

// number reads digits with at most one point among them. Anything else that Go accepts as a number
// (signs, exponents, hex, infinity) is malformed here.
func number(s string) (float64, bool) {
	s = strings.TrimSpace(s)
	if strings.Trim(s, "0123456789.") != "" {
		return 0, false
	}
	n, err := strconv.ParseFloat(s, 64)
	return n, err == nil || errors.Is(err, strconv.ErrRange) // too large is +Inf, which callers cap
}

// seconds is n seconds, at most maxTold.
func seconds(n float64) time.Duration {
	return time.Duration(min(n, maxTold.Seconds()) * float64(time.Second))
}

// between is d, at least 0 and at most maxTold.
func between(d time.Duration) time.Duration { return min(max(d, 0), maxTold) }
