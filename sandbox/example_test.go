package sandbox_test

import (
	"fmt"
	"io"
	"net/http"

	"github.com/leadferry/leadferry/sandbox"
)

// A client talks to the platform in memory; Ledger and Lookup show what arrived there.
func Example() {
	server, err := sandbox.New(sandbox.Options{Leads: 120, Limit: sandbox.Limit{Rate: 10, Burst: 2}})
	if err != nil {
		fmt.Println(err)
		return
	}
	client := http.Client{Transport: server.Transport()}
	for page := 1; page <= 3; page++ {
		request, err := http.NewRequest(http.MethodGet, fmt.Sprintf(
			"http://sandbox/inbox/direct/chats?botId=%s&customerId=%s&type=lead&page=%d",
			sandbox.DefaultBotID, sandbox.DefaultCustomerID, page), nil)
		if err != nil {
			fmt.Println(err)
			return
		}
		request.Header.Set("X-Bot-Token", sandbox.DefaultToken)
		response, err := client.Do(request)
		if err != nil {
			fmt.Println(err)
			return
		}
		_, _ = io.Copy(io.Discard, response.Body)
		response.Body.Close()
	}
	for _, entry := range server.Ledger() {
		fmt.Println(entry.Type, entry.Page, entry.Status, entry.Limited)
	}
	// Output:
	// lead 1 200 false
	// lead 2 200 false
	// lead 3 429 true
}
