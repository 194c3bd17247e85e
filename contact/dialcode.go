package contact

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/leadferry/leadferry/internal/problem"
)

// ParseDialCode parses a country's calling code, "91", "+91", "0091" or "(+91)", or the country's
// two letters, "IN", and returns "+91". An empty text is no dial code and no problem.
func ParseDialCode(text string) (string, *problem.Problem) {
	text = plain(text)
	if text == "" {
		return "", nil
	}
	if code := codeOfRegion(text); code != 0 {
		return formatDialCode(code), nil
	}
	d, p := clean(text)
	if p != nil {
		return "", unknownDialCode("")
	}
	if code, ok := callingCode(d.digits); ok {
		return formatDialCode(code), nil
	}
	return "", unknownDialCode(d.digits)
}

// codeOfRegion returns the calling code of a country by its two letters, 0 for any other text.
func codeOfRegion(text string) int {
	region := strings.ToUpper(text)
	if region == "UK" { // people write it so
		region = "GB"
	}
	return phonenumbers.GetCountryCodeForRegion(region)
}

func callingCode(digits string) (code int, ok bool) {
	code, err := strconv.Atoi(digits)
	known := phonenumbers.GetRegionCodeForCountryCode(code) != phonenumbers.UNKNOWN_REGION
	return code, err == nil && digits[0] != '0' && known
}

func unknownDialCode(digits string) *problem.Problem {
	p := refuse(DialCodeUnknown, "there is no such country code",
		"write it like +91, or the country's two letters like IN")
	for n := 1; n < len(digits) && n <= phonenumbers.MAX_LENGTH_COUNTRY_CODE; n++ {
		if code, ok := callingCode(digits[:n]); ok {
			p.Fix = "write only " + formatDialCode(code) +
				" here, and put the digits behind it in front of the phone number"
		}
	}
	return p
}

func formatDialCode(code int) string { return "+" + strconv.Itoa(code) }
