package main

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"log"
	"sync/atomic"
)

// fetch reads every page of the listing and throws it away, or at most checks that it is JSON: the
// floor under the time of any export. Unlike one it is told how many pages there are.
func fetch(flags *flag.FlagSet, args []string) {
	workers := flags.Int("workers", 16, "goroutines")
	pages := flags.Int("pages", 2000, "pages to read")
	validate := flags.Bool("validate", false, "check that each page is JSON")
	flags.Parse(args)
	api := newAPI(*workers)
	var next, total atomic.Int64
	parallel(*workers, func() {
		var body bytes.Buffer
		for n := int(next.Add(1)); n <= *pages; n = int(next.Add(1)) {
			body.Reset()
			must(api.page(n, &body))
			if *validate && !json.Valid(body.Bytes()) {
				log.Fatalf("page %d is not JSON", n)
			}
			total.Add(int64(body.Len()))
		}
	})
	fmt.Println(*pages, "pages,", total.Load(), "bytes")
}
