package contact

import (
	"strconv"
	"strings"

	"github.com/nyaruka/phonenumbers"

	"github.com/leadferry/leadferry/internal/problem"
)

// ParseDialCode reads a country's calling code, "91", "+91", "0091" or "(+91)", or the two letters of the country, "IN", and returns it
// with its plus, "+91". An empty text is no dial code and no problem.
func ParseDialCode(text string) (string, *problem.Problem) {
	if text == "" {
		return "", nil
	}
	text = plain(text)
	if text == "" {
		return "", nil
	}
	if code := codeOfRegion(text); code != 0 {
		return formatDialCode(code), nil
	}
	d, problem := clean(text)
	if problem != nil {
		return "", unknownDialCode("")
	}
	if code, err := strconv.Atoi(d.digits); err == nil && d.digits[0] != '0' && isCallingCode(code) {
		return formatDialCode(code), nil
	}
	return "", unknownDialCode(d.digits)
}

// codeOfRegion returns the calling code of a country that is given by its two letters, 0 for any other text.
func codeOfRegion(text string) int {
	region := strings.ToUpper(text)
	if region == "UK" { // which is what people write
		region = "GB"
	}
	return phonenumbers.GetCountryCodeForRegion(region)
}

func isCallingCode(code int) bool {
	return phonenumbers.GetRegionCodeForCountryCode(code) != phonenumbers.UNKNOWN_REGION
}

func unknownDialCode(digits string) *problem.Problem {
	p := &problem.Problem{Code: DialCodeUnknown, Text: "there is no such country code",
		Fix: "write it like +91, or the country's two letters like IN"}
	for n := 1; n < len(digits) && n <= phonenumbers.MAX_LENGTH_COUNTRY_CODE; n++ {
		if code, err := strconv.Atoi(digits[:n]); err == nil && digits[0] != '0' && isCallingCode(code) {
			p.Fix = "write only " + formatDialCode(code) + " here, and put the digits behind it in front of the phone number"
		}
	}
	return p
}

func formatDialCode(code int) string { return "+" + strconv.Itoa(code) }
