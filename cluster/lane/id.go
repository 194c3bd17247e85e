package lane

import (
	"crypto/sha256"
	"fmt"
	"strings"

	"github.com/leadferry/leadferry/convertalk"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/profile"
)

// ID returns the name of the lane of a profile: one for each token, since the server limits a token. It is
// made of the base URL and of where the config file says that the token is, and never of the token. So
// profiles that share a token must name the same file or command. The error is a *problem.Error.
func ID(p *profile.Profile) (string, error) {
	base := convertalk.PlainBaseURL(p.BaseURL)
	switch {
	case base == "":
		return "", problem.Usage(fmt.Sprintf("profile %s: the base URL %q is not a web address", p.Name, p.BaseURL), "correct it in the config file")
	case !p.HasToken():
		return "", problem.Usage(fmt.Sprintf("profile %s has no token_file and no token_command", p.Name),
			"add one: workers read the token themselves, each on its own machine")
	}
	from := append([]string{base, p.TokenFile}, p.TokenCommand...)
	return fmt.Sprintf("lane-%x", sha256.Sum256([]byte(strings.Join(from, "\n"))))[:29], nil
}
