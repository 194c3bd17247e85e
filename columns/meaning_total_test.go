package columns_test

import (
	"testing"

	"github.com/leadferry/leadferry/columns"
)

// TestMeansTotal: what a row of totals begins with, and names that only begin so.
func TestMeansTotal(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Total": true, "TOTAL:": true, "Grand Total": true, "Grand Totals (2 records)": true, "Summe: 12 Datensätze": true, "Gesamt": true, "Итого: 2": true, "Всего записей: 3": true,
		"合计": true, "Total leads 7": true, "Sous-total": true, "Toplam 3 kayıt": true,
		"Ergebnis": true, "Gesamtergebnis": true, "Résultat": true,
		"Total Energies": false, "Summer Lee": false, "Gesamtschule Bonn": false, "Sum Ting": false, "": false, "12": false, "Ann Total": false,
	} {
		if got := columns.MeansTotal(text); got != want {
			t.Errorf("%q: %v, want %v", text, got, want)
		}
	}
}
