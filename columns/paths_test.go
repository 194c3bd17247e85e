package columns

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestPaths takes headers that are ways into objects for what their last part says, where it is clear whose it is.
func TestPaths(t *testing.T) {
	for name, tt := range map[string]struct {
		header []string
		want   map[string]string // fields by header; the others are attributes
	}{
		"a customer": {
			[]string{"customer.firstname", "customer.lastname", "customer.email", "customer.phone", "billing.city", "newsletter"},
			map[string]string{"customer.firstname": "firstName", "customer.lastname": "lastName", "customer.email": "email", "customer.phone": "phone"},
		},
		"the object with more":   {[]string{"user.name", "user.email", "meta.email"}, map[string]string{"user.name": "name", "user.email": "email"}},
		"two alike":              {[]string{"one.email", "two.email"}, map[string]string{}},
		"a column by itself":     {[]string{"email", "customer.email", "customer.phone"}, map[string]string{"email": "email", "customer.phone": "phone"}},
		"another person's":       {[]string{"agent.name", "agent.email", "id.x"}, map[string]string{}},
		"the name of something":  {[]string{"product.name", "shop.id"}, map[string]string{}},
		"a point in a text":      {[]string{"Tel./Handy", "z. Hd. Name"}, map[string]string{"Tel./Handy": "phone"}},
		"attributes are our own": {[]string{"attributes.email", "email"}, map[string]string{"email": "email"}},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := Map(tt.header, nil)
			if err != nil {
				t.Fatal(err)
			}
			got := map[string]string{}
			for _, c := range m.Columns() {
				if c.Use == Written {
					got[c.Header] = c.Field
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}
