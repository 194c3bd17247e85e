package contact

import "testing"

func BenchmarkParsePhone(b *testing.B) {
	ps := NewPhones()
	for _, in := range []struct{ name, number, dialCode string }{
		{"form=national", "9876543210", "+91"},
		{"form=e164", "+919876543210", ""},
		{"form=formatted", "98765 43210", "+91"},
		{"form=repeated", "919876543210", "+91"},
		{"form=excel", "9.19877E+11", "+91"},
	} {
		b.Run(in.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ps.Parse(in.number, in.dialCode, "")
			}
		})
	}
}

func BenchmarkParseEmail(b *testing.B) {
	for _, in := range []struct{ name, text string }{
		{"form=usual", "asha.rao@example.com"},
		{"form=untrimmed", "asha.rao@example.com "},
		{"form=unicode", "jörg@müller.de"},
		{"form=bad", "asha.rao@example,com"},
	} {
		b.Run(in.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				ParseEmail(in.text)
			}
		})
	}
}

func BenchmarkEmailID(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		EmailID("63d9ffa77a8d152facbe2f2f", "asha.rao@example.com")
	}
}

func BenchmarkNewPhones(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		NewPhones()
	}
}
