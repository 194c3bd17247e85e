package columns_test

import (
	"testing"

	"github.com/leadferry/leadferry/columns"
)

func TestSecret(t *testing.T) {
	t.Parallel()
	for header, want := range map[string]bool{
		"user_pass": true, "Passwort": true, "Mot de passe": true, "Contraseña (hash)": true, "API key": true, "api_token": true, "token": true, "密码": true,
		"Card number": true, "IBAN": true, "CVV": true, "Пароль": true, "パスワード": true, "पासवर्ड": true,
		"Token number": false, "PIN": false, "Passenger": false, "Boarding pass": false, "Hashtag": false, "Secretary": false, "Key account": false, "Card": false,
	} {
		if got := columns.IsSecret(header); got != want {
			t.Errorf("%s: %v", header, got)
		}
		m, err := columns.Map([]string{header, "email"}, nil)
		if err != nil || (m.Columns()[0].Use == columns.Ignored) != want {
			t.Errorf("%s: %+v, %v", header, m.Columns()[0], err)
		}
	}
	m, err := columns.Map([]string{"password", "attributes.password"}, []string{"password=attributes.login"})
	if err != nil || m.Columns()[0].Use != columns.Attribute || m.Columns()[1].Use != columns.Attribute {
		t.Errorf("%+v, %v", m.Columns(), err)
	}
}
