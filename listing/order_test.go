package listing

import "testing"

func TestOrder(t *testing.T) {
	for _, tc := range []struct {
		name string
		seen [][2]string
		want string
	}{
		{"nothing", nil, "unknown"},
		{"one", [][2]string{{"1", "1"}}, "unknown"},
		{"newest", [][2]string{{"3", "1"}, {"2", "5"}, {"2", "2"}, {"1", "9"}}, "newest"},
		{"oldest", [][2]string{{"1", "1"}, {"2", "5"}}, "oldest"},
		{"updated", [][2]string{{"1", "9"}, {"3", "5"}, {"2", "5"}}, "updated"},
		{"none", [][2]string{{"1", "1"}, {"3", "5"}, {"2", "3"}}, "unknown"},
		{"all alike", [][2]string{{"", ""}, {"", ""}}, "unknown"},
	} {
		var o order
		for _, s := range tc.seen {
			o.see(&texts{id: []byte(s[0]), updated: []byte(s[1])})
		}
		if o.String() != tc.want {
			t.Errorf("%s: %s, want %s", tc.name, o.String(), tc.want)
		}
	}
}
