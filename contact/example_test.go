package contact_test

import (
	"fmt"

	"github.com/leadferry/leadferry/contact"
)

// Cells come as people write them: they are normalised, or refused with a reason.
func Example() {
	phones := contact.NewPhones()
	for _, cell := range []string{"98765 43210", "+1 (415) 555-2671", "9.19877E+11"} {
		phone, problem := phones.Parse(cell, "", "+91")
		if problem != nil {
			fmt.Println(problem.Code, "-", problem.Text)
			continue
		}
		fmt.Println(phone.E164())
	}
	if _, problem := contact.ParseEmail("asha@example,com"); problem != nil {
		fmt.Println(problem.Text, "-", problem.Fix)
	}
	fmt.Println(contact.EmailID("bot", "Asha@example.com"))
	// Output:
	// +919876543210
	// +14155552671
	// phone-excel - Excel shortened the phone number: its last digits are lost
	// there is a comma in the address - write a dot instead
	// 99d3ebcb-46b8-5444-b06e-9912b274918a
}
