package profile

import (
	"net/url"
	"regexp"
	"strings"

	"github.com/leadferry/leadferry/internal/problem"
)

// Page is the information in the address of a bot's page, or in its embed script.
type Page struct {
	BotID, CustomerID string
	Host              string // of the page or the script, "" if only the two IDs were given
}

var (
	twoIDs  = regexp.MustCompile(`^\s*([A-Za-z0-9_-]+)\s*,\s*([A-Za-z0-9_-]+)\s*$`)
	script  = regexp.MustCompile(`(?is)<script\b([^>]*)>([^<]*)</script\s*>`)
	source  = regexp.MustCompile(`(?i)\bsrc\s*=\s*["']?([^"'\s>]+)`)
	bothIDs = regexp.MustCompile(`^([A-Za-z0-9_-]+)/([A-Za-z0-9_-]+)$`)
)

// ParsePage finds the two IDs in a bot's page address,
// https://page.convertalk.com/<BotId>/<CustomerId>, in its embed script, or in the two IDs with a
// comma between them. The error is a *problem.Error.
func ParsePage(text string) (Page, error) {
	text = strings.TrimSpace(text)
	if ids := twoIDs.FindStringSubmatch(text); ids != nil {
		return Page{BotID: ids[1], CustomerID: ids[2]}, nil
	}
	for _, element := range script.FindAllStringSubmatch(text, -1) {
		if ids := twoIDs.FindStringSubmatch(element[2]); ids != nil {
			page := Page{BotID: ids[1], CustomerID: ids[2]}
			if src := source.FindStringSubmatch(element[1]); src != nil {
				if u, err := url.Parse(src[1]); err == nil {
					page.Host = u.Hostname()
				}
			}
			return page, nil
		}
	}
	if !strings.Contains(text, "://") {
		text = "https://" + text
	}
	if u, err := url.Parse(text); err == nil {
		ids := bothIDs.FindStringSubmatch(strings.Trim(u.Path, "/"))
		if ids != nil && strings.Contains(u.Host, ".") {
			return Page{BotID: ids[1], CustomerID: ids[2], Host: u.Hostname()}, nil
		}
	}
	return Page{}, problem.Usage("this is neither the address of a bot's page nor its embed script",
		`give the address, "https://page.convertalk.com/<BotId>/<CustomerId>", `+
			`or the whole <script ...>BotId,CustomerId</script>, in quotes; the address of an API goes to --base-url`)
}
