package web

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"net"
	"net/http"
	"strings"
	"sync"
)

// guard lets only the browser in that was given a secret, and only to what this page itself asks for.
// What it holds off, and by what:
//
//   - other people's programs on this computer: the secret of the address, which works once and becomes
//     a cookie that no script and no other site can read;
//   - names that are made to point here (DNS rebinding): the Host must be the address listened on;
//   - pages of others that send forms here: the Origin must be this page, the cookie is SameSite=Strict,
//     and each form carries a token of its own;
//   - pages of others that show this one: frame-ancestors, and no CORS header is ever sent;
//   - scripts in people's data: everything is escaped, and the policy runs the page's own script only.
//
// A browser sends the cookie to any server of this computer, whatever its port, that a person opens
// under the same address. So the forms do not rest on it alone.
type guard struct {
	host   string // that is listened on
	opened func(address string)
	secret []byte // makes the tokens of the forms

	mu      sync.Mutex
	key     string          // of the address that was not used yet
	session map[string]bool // cookies that were given out
}

func newGuard(host string, opened func(string)) *guard {
	return &guard{host: host, opened: opened, secret: []byte(rand.Text()), key: rand.Text(), session: map[string]bool{}}
}

// address is where a browser gets its cookie.
func (g *guard) address() string {
	g.mu.Lock()
	defer g.mu.Unlock()
	return "http://" + g.host + "/?key=" + g.key
}

// cookieName tells the cookies of several programs on one computer apart.
func (g *guard) cookieName() string {
	_, port, _ := net.SplitHostPort(g.host)
	return "leadferry-" + port
}

const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; " +
	"form-action 'self'; frame-ancestors 'none'; base-uri 'none'"

// maxForm bounds what a form may send, but for the file of an upload.
const maxForm = 1 << 20

// protect is the handler of all requests.
func (g *guard) protect(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("Content-Security-Policy", policy)
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
		h.Set("Cache-Control", "no-store")
		switch site := r.Header.Get("Sec-Fetch-Site"); {
		case r.Host != g.host:
			refuse(w, "This page answers only under its own address.")
		case r.Method != http.MethodGet && r.Header.Get("Origin") != "http://"+g.host:
			refuse(w, "This came from another page, and was not done.")
		case r.Method == http.MethodGet && r.URL.Path == "/" && r.URL.Query().Has("key"):
			g.open(w, r)
		case site != "" && site != "same-origin" && site != "none":
			refuse(w, "Another page asked for this, and gets no answer.")
		case !g.known(r):
			refuse(w, "This browser was not let in, or leadferry was started anew. Open the address that leadferry ui shows in its window. "+
				"It works once; after that the window shows another one.")
		case r.Method == http.MethodPost:
			if !isUpload(r) {
				r.Body = http.MaxBytesReader(w, r.Body, maxForm)
				if err := r.ParseForm(); err != nil || !g.made(r.URL.Path, r.PostForm.Get("token")) {
					refuse(w, "This form is of an earlier page. Go back, load the page again, and send it once more.")
					return
				}
			}
			next.ServeHTTP(w, r)
		default:
			next.ServeHTTP(w, r)
		}
	})
}

func refuse(w http.ResponseWriter, why string) { http.Error(w, why, http.StatusForbidden) }

// open gives the cookie to who has the key, which is used up by that.
func (g *guard) open(w http.ResponseWriter, r *http.Request) {
	g.mu.Lock()
	fits := subtle.ConstantTimeCompare([]byte(r.URL.Query().Get("key")), []byte(g.key)) == 1
	var cookie string
	if fits {
		cookie, g.key = rand.Text(), rand.Text()
		g.session[cookie] = true
	}
	g.mu.Unlock()
	if !fits {
		if g.known(r) { // the same window, loaded again
			http.Redirect(w, r, "/", http.StatusSeeOther)
			return
		}
		refuse(w, "This address was used already, or is of an earlier start. Open the newest one that leadferry ui shows in its window.")
		return
	}
	http.SetCookie(w, &http.Cookie{Name: g.cookieName(), Value: cookie, Path: "/", HttpOnly: true, SameSite: http.SameSiteStrictMode})
	http.Redirect(w, r, "/", http.StatusSeeOther)
	g.opened(g.address())
}

// known reports whether the request has a cookie that was given out.
func (g *guard) known(r *http.Request) bool {
	c, err := r.Cookie(g.cookieName())
	if err != nil {
		return false
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	return g.session[c.Value]
}

// token is what a form that posts to a path carries.
func (g *guard) token(path string) string {
	mac := hmac.New(sha256.New, g.secret)
	mac.Write([]byte(path))
	return base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}

// made reports whether a token is that of a form to the path.
func (g *guard) made(path, token string) bool {
	return hmac.Equal([]byte(g.token(path)), []byte(token))
}

// isUpload reports whether a request carries a file, whose handler checks the token: it stands before
// the file, and all of it must not be read before.
func isUpload(r *http.Request) bool {
	return r.URL.Path == uploadPath && strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data")
}
