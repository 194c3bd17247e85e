package importer_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/leadferry/leadferry/importer"
)

// people is a CSV as a marketing person has it: so many rows with their own uuid, or without.
func people(rows int, withUUID bool) string {
	var b strings.Builder
	b.WriteString("uuid,name,email,dialCode,phone,status,tags,notes,attributes.plan,attributes.company\n")
	for i := range rows {
		id := ""
		if withUUID {
			id = uuid(i)
		}
		fmt.Fprintf(&b, "%s,Person Number%d,person%d@example.org,+91,98%08d,OPEN,\"vip, trial\",Call: after five,pro,Example %d GmbH\n", id, i, i, i, i)
	}
	return b.String()
}

func BenchmarkCheck(b *testing.B) {
	for _, own := range []bool{true, false} {
		b.Run(fmt.Sprintf("uuid=%v", own), func(b *testing.B) {
			const rows = 5000
			o := options(people(rows, own))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := importer.Check(b.Context(), o, temp(b)); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*rows), "ns/row")
		})
	}
}
