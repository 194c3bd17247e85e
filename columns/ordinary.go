package columns

import (
	"slices"
	"strings"
	"unicode"
)

// isOrdinary reports whether every word of a header is common in headers. Such a header means what
// it says, however close it is to a word for a field: "Contact Date" is not a slip of "Contact
// Name", nor "Created By" of "Created At".
func isOrdinary(header string) bool {
	parts, known := split(header), ordinary()
	strange := func(part string) bool { return !slices.Contains(known, part) }
	if slices.Contains(known, fold(header)) {
		return true
	}
	return len(parts) > 0 && !slices.ContainsFunc(parts, strange)
}

// split returns the words of a header, folded. A capital after a small letter begins a word, too.
func split(header string) []string {
	var b strings.Builder
	small := false
	for _, r := range header {
		if unicode.IsUpper(r) && small {
			b.WriteByte(' ')
		}
		small = unicode.IsLower(r)
		b.WriteRune(r)
	}
	parts := strings.FieldsFunc(b.String(), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r)
	})
	for i, part := range parts {
		parts[i] = fold(part)
	}
	return parts
}

// ordinary returns the common words.
func ordinary() []string {
	return []string{
		"account", "address", "age", "agency", "agent", "agents", "alt", "amount", "app", "area", "assigned", "at", "avatar", "bags",
		"batch", "bell", "birth", "birthday", "branch", "budget", "by", "call", "calling", "calls", "campaign", "candy", "cell",
		"cellar", "cello", "cells", "chat", "cite", "city", "class", "code", "college", "comment", "comments", "company", "contact",
		"contactid", "content", "contract", "cost", "country", "county", "created", "createdby", "createdon", "currency", "customer",
		"data", "date", "day", "deal", "department", "dial", "direct", "display", "district", "due", "email", "end", "event",
		"extra", "fame", "family", "fax", "fee", "first", "followup", "form", "full", "game", "gender", "genre", "given", "gmail",
		"group", "hand", "hobby", "home", "hotel", "id", "ids", "image", "images", "industry", "iphone", "isd", "item", "job",
		"label", "labels", "lame", "language", "last", "lead", "level", "link", "list", "locale", "location", "made", "mail",
		"mails", "male", "mali", "manager", "media", "medium", "message", "mobile", "mode", "model", "month", "name", "names",
		"next", "no", "node", "nodes", "note", "notes", "notice", "number", "on", "opt", "order", "organisation", "organization",
		"owner", "page", "panel", "path", "phone", "photo", "picture", "pictures", "plan", "plans", "post", "postal", "prefix",
		"price", "product", "profile", "quotes", "rate", "rates", "rating", "reason", "ref", "referral", "region", "remarks", "role",
		"route", "routes", "sale", "sales", "same", "score", "second", "seen", "sell", "seller", "shop", "site", "size", "source",
		"stage", "stages", "state", "states", "stats", "statue", "status", "statute", "store", "street", "tabs", "tag", "tagline", "tags",
		"tame", "tape", "tax", "taxes", "team", "tell", "term", "text", "tier", "time", "title", "toes", "topic", "total", "type",
		"types", "tyre", "unity", "updated", "updatedby", "updatedon", "url", "user", "vehicle", "visit", "visits", "votes", "web",
		"website", "week", "whatsapp", "work", "year", "zip", "zone",
	}
}
