package contact

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestParseEmail(t *testing.T) {
	t.Parallel()
	local, label := strings.Repeat("a", 64), strings.Repeat("b", 63)
	for text, want := range map[string]string{
		"":                                     "",
		" \u00a0\u200b":                        "",
		"asha@example.com":                     "asha@example.com",
		" asha@example.com\u00a0":              "asha@example.com",
		"\ufeffasha@example.com\u200b\r\n":     "asha@example.com",
		"Asha.Rao+News@Mail.Example.COM":       "Asha.Rao+News@Mail.Example.COM",
		"o'neil/sales=1@example.co.in":         "o'neil/sales=1@example.co.in",
		"a@b.c":                                "a@b.c",
		"info@c.us":                            "info@c.us",
		"12a@g.us":                             "12a@g.us",
		"mailto:asha@example.com":              "asha@example.com",
		"MailTo: asha@example.com":             "asha@example.com",
		"<asha@example.com>":                   "asha@example.com",
		"<mailto:asha@example.com>":            "asha@example.com",
		"[a@b.co](mailto:a@b.co)":              "a@b.co",
		"[a@b.co](a@b.co)":                     "a@b.co",
		"a@1.2.3.4":                            "a@1.2.3.4",
		"a@b--c.com":                           "a@b--c.com",
		"आशा@example.com":                      "आशा@example.com",
		"jörg@müller.de":                       "jörg@müller.de",
		"a@xn--mller-kva.de":                   "a@xn--mller-kva.de",
		"“asha@example.com”":                   "asha@example.com",
		"«\u00a0asha@example.com\u00a0»":       "asha@example.com",
		"asha@example.com’":                    "asha@example.com",
		"„asha@example.com“ ":                  "asha@example.com",
		"『asha@example.com』":                   "asha@example.com",
		"a@σίσυφος.gr":                         "a@σίσυφος.gr",
		"a@ÜBER.de":                            "a@ÜBER.de",
		"आशा@उदाहरण.भारत":                      "आशा@उदाहरण.भारत",
		local + "@" + label + "." + label:      local + "@" + label + "." + label,
		"a@" + strings.Repeat("b.", 125) + "c": "a@" + strings.Repeat("b.", 125) + "c",
	} {
		if got, flaw := ParseEmail(text); got != want || flaw != nil {
			t.Errorf("%q: %q, %v; want %q", text, got, flaw, want)
		}
	}
}

func TestEmailProblems(t *testing.T) {
	t.Parallel()
	for code, texts := range map[string][]string{
		"email-at-word": {"asha at example.com", "asha [at] example.com", "asha(at)example.com", "asha{at}mail [dot] example (dot) com", "asha [ät] example.de", "ana arroba example.es"},
		"email-no-at":   {"asha", "meet at noon please", "n/a", "-", "asha.example.com"},
		"email-several": {"[a@b.co](mailto:c@b.co)",
			"a@x.com, b@y.com", "a@x.com;b@y.com", "a@x.com / b@y.com", "a@x.com b@y.com",
			"a@x.com\nb@y.com", "A <a@x.com>, B <b@y.com>", "a@x.com ::: b@y.com", "a@x.com،b@y.com", "a@x.com、b@y.com", "a@x.com (b@y.com)",
		},
		"email-name": {
			"mail=asha@example.com", "E-Mail=asha@example.com",
			"Asha <asha@example.com>", "<<asha@example.com>>", "mailto:mailto:asha@example.com", "asha@example.com>", "asha@example.com (Asha)",
			"Den, Rein (rein@example.com)", "( asha@example.com )", "asha@example.com [work]", "（asha@example.com）",
			"as(h)a@example.com", "a:b@x.com", "E-mail:a@example.com", "Work: a@example.com", "a@example.com (home, old)",
		},
		"email-end": {
			"asha@example.com.", "asha@example.com,", "asha@example.com;", "asha@.", "asha@example.com…", "asha@example.com،",
			"asha@example.com、", "asha@example.com。", "asha@example.com·", "asha@example.com®", "asha@example.com★", "asha@example.com‐",
		},
		"email-sign": {
			"a@exam–ple.com", "a–b@example.com", "a@example‑x.com", "•a@example.com", "a@💩.la", "a@x。com", "a@x．com", "o’neil@example.com",
			"a@example.com`", "a@example.com/", `a@example.com\`, "a@example.com|", "a@example.com*", "a@example.com!", "asha@x!.com",
			"asha@[1.2.3.4]", "a@ｅxample.com", "a²@example.com", "a@exam®ple.com", "a，b@example.com",
		},
		"email-scripts": {"a@еxample.com", "аnna.k@example.com", "jоhn@example.com", "a@googlе.com", "a@mail.exαmple.com"},
		"email-comma":   {"asha@example,com", "asha,rao@example.com"},
		"email-point":   {".asha@example.com", "asha.@example.com", "asha..rao@example.com", "asha@example..com", "asha@.com"},
		"email-space": {
			"asha rao@example.com", "asha@ example.com", "asha@exam\u00a0ple.com", "\"a b\"@example.com", "Asha asha@example.com",
		},
		"email-invisible": {
			"asha\u200b@example.com", "asha@exam\u00adple.com", "asha\x00@example.com", "as\u202eha@example.com", "asha@\ufe0fexample.com",
			"a\u3164@x.com",
		},
		"email-domain": {
			"asha@localhost", "asha@", "asha@-x.com", "asha@x-.com", "asha@x_y.com",
			"asha@xn--zz.com", "asha@ab--cd.com", "asha@" + strings.Repeat("b", 64) + ".com",
		},
		"email-too-long":    {strings.Repeat("a", 65) + "@example.com", "a@" + strings.Repeat("b.", 126) + "c"},
		"email-whatsapp":    {"5521997360418@s.whatsapp.net", "919876543210@c.us"},
		"whatsapp-no-phone": {"12036304-1612345678@g.us", "81234567890@lid"},
		"email-shape": {
			"asha@@example.com", "a@b@example.com", "@example.com", "\"asha\"@example.com",
			"asha\xff@example.com", "a\ufffd@x.com",
		},
	} {
		for _, text := range texts {
			got, flaw := ParseEmail(text)
			check(t, text, code, flaw)
			if got != "" {
				t.Errorf("%q: %q", text, got)
			}
		}
	}
}

// TestOddSigns: a sign is named, and what the fix says to write is an address.
func TestOddSigns(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]struct{ name, fixed string }{
		"a@exam–ple.com":     {"en dash", "a@exam-ple.com"},
		"a@example‑x.com":    {"non-breaking hyphen", "a@example-x.com"},
		"a@x。com":            {"ideographic full stop", "a@x.com"},
		"a@ｅxample.com":      {"fullwidth latin small letter e", "a@example.com"},
		"o’neil@example.com": {"right single quotation mark", "o'neil@example.com"},
		"a@exam®ple.com":     {"registered sign", "a@example.com"},
		"•a@example.com":     {"bullet", "a@example.com"},
		"a@exam’ple.com":     {"right single quotation mark", "a@example.com"},
		"a@example.com`":     {"grave accent", "a@example.com"},
		"a@example.com،":     {"arabic comma", "a@example.com"},
	} {
		_, flaw := ParseEmail(text)
		if flaw == nil || !strings.Contains(flaw.Text, "("+want.name+")") {
			t.Errorf("%q: %v", text, flaw)
			continue
		}
		odd := text[strings.IndexFunc(text, func(r rune) bool { return strings.Contains(flaw.Text, "\""+string(r)+"\"") }):]
		_, size := utf8.DecodeRuneInString(odd)
		better := ""
		if after, ok := strings.CutPrefix(flaw.Fix, "write "); ok {
			better = strings.TrimSuffix(after, " instead")
		}
		fixed := strings.Replace(text, odd[:size], better, 1)
		if got, flaw := ParseEmail(fixed); got != want.fixed || flaw != nil {
			t.Errorf("%q: %q, %v; want %q", text, got, flaw, want.fixed)
		}
	}
}

func FuzzParseEmail(f *testing.F) {
	for _, s := range []string{
		"asha@example.com", " asha@example.com\u00a0", "Asha <a@x.com>", "a@x,com", "mailto:a@x.com", "a@xn--mller-kva.de", "0@Xn--.0", "a@ab--cd.com", "jörg@müller.de",
		"a@b.com, c@d.com", "\"a b\"@x.com", "a@[1.2.3.4]", "a\u200b@x.com", "a@x。com", "a.b@c.d.e-f", "=?utf-8?q?a?=@x.com", "a/b@x.com",
		"“a@x.com”", "<mailto:a@x.com>", "<“a@x.com”>", "》", "«\u00a0a@x.com»",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		got, flaw := ParseEmail(text)
		if flaw != nil {
			if got != "" || flaw.Code == "" || flaw.Text == "" || flaw.Fix == "" {
				t.Fatalf("%q, %+v", got, flaw)
			}
			return
		}
		_, domain, _ := strings.Cut(got, "@")
		for label := range strings.SplitSeq(domain, ".") {
			if got != "" && (label == "" || label == domain || label[0] == '-' || label[len(label)-1] == '-') {
				t.Fatalf("%q is accepted", got)
			}
		}
		if again, flaw := ParseEmail(got); again != got || flaw != nil {
			t.Fatalf("%q becomes %q, %v", got, again, flaw)
		}
		if EmailID("bot", text) != EmailID("bot", got) {
			t.Fatalf("%q and %q are two people", text, got)
		}
	})
}
