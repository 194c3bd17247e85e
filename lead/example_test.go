package lead_test

import (
	"fmt"

	"github.com/leadferry/leadferry/lead"
)

// A record of the server becomes a row, and the row the fields that can be written.
func Example() {
	record, err := lead.Parse([]byte(`{"_id":"63d9ffa77a8d152facbe2f2f","uuid":"u1","profile":{"userDetails":{
		"name":"Asha","contact":{"phone":{"number":"9876543210","prefix":"91"}},
		"tags":["vip","a, b"],"attributes":[{"key":"plan","value":"pro"}]}}}`))
	if err != nil {
		panic(err)
	}
	var f lead.Flattener
	row := f.Flatten([]lead.Record{record}, lead.TypeLead)[0]
	fmt.Println(row.Base[lead.Name], row.Base[lead.DialCode], row.Base[lead.Phone], row.Base[lead.Tags])
	fmt.Println(row.Dynamic)

	l := lead.Unflatten(&row)
	fmt.Printf("%q %v\n", l.Tags, l.Attributes)
	// Output:
	// Asha +91 9876543210 vip, "a, b"
	// [{attributes.plan pro}]
	// ["vip" "a, b"] [{plan pro}]
}
