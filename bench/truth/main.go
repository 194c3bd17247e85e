// Truth tells how many leads there are and a hash of what they hold, of the server itself or of a file, with nothing of leadferry's: two
// outputs that agree hold the same leads, in whatever order.
package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
)

func main() {
	file := flag.String("csv", "", "a CSV file")
	raw := flag.String("raw", "", "a file of the server's records, one a line")
	guarded := flag.Bool("guarded", false, "the cells of the CSV file that a spreadsheet would take for formulas begin with an apostrophe")
	skip := flag.String("skip", "", "leads whose uuid begins with this do not count")
	fields := flag.String("fields", "uuid,name,email,phone,updatedAt,attributes", "what is compared; number is the phone with its dial code")
	flag.Parse()
	c := &count{fields: strings.Split(*fields, ","), skip: *skip}
	var err error
	switch {
	case *file != "":
		err = fromFile(*file, func(r io.Reader) error { return c.table(r, *guarded) })
	case *raw != "":
		err = fromFile(*raw, c.records)
	default:
		err = c.server()
	}
	if err != nil {
		log.Fatal(err)
	}
	fmt.Printf("%d leads %016x\n", c.leads, c.sum)
}

// count adds up hashes, so that the order does not matter.
type count struct {
	fields []string
	skip   string
	mu     sync.Mutex
	leads  int
	sum    uint64
}

func (c *count) add(lead map[string]string) {
	if c.skip != "" && strings.HasPrefix(lead["uuid"], c.skip) {
		return
	}
	var text strings.Builder
	for _, field := range c.fields {
		if field == "attributes" {
			text.WriteString(attributes(lead))
		}
		fmt.Fprintf(&text, "%s=%q\n", field, lead[field])
	}
	hash := sha256.Sum256([]byte(text.String()))
	c.mu.Lock()
	defer c.mu.Unlock()
	c.leads++
	c.sum += binary.LittleEndian.Uint64(hash[:])
}

// attributes are those with a value, in alphabetical order.
func attributes(lead map[string]string) string {
	var all []string
	for name, value := range lead {
		if strings.HasPrefix(name, "attributes.") && value != "" {
			all = append(all, fmt.Sprintf("%s=%q\n", name, value))
		}
	}
	slices.Sort(all)
	return strings.Join(all, "")
}

func fromFile(name string, read func(io.Reader) error) error {
	f, err := os.Open(name)
	if err != nil {
		return err
	}
	defer f.Close()
	return read(bufio.NewReaderSize(f, 1<<20))
}

// table reads CSV with a header.
func (c *count) table(in io.Reader, guarded bool) error {
	r := csv.NewReader(in)
	r.ReuseRecord = true
	header, err := r.Read()
	if err != nil {
		return err
	}
	header = slices.Clone(header)
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		lead := map[string]string{}
		for i, cell := range cells {
			if guarded {
				cell = bare(cell)
			}
			lead[header[i]] = cell
		}
		lead["number"] = number(lead["dialCode"], lead["phone"])
		c.add(lead)
	}
}

// bare takes the guarding apostrophe away.
func bare(cell string) string {
	if rest := strings.TrimLeft(cell, "'"); len(rest) < len(cell) && rest != "" && strings.ContainsRune("=+-@\t\r\n", rune(rest[0])) {
		return cell[1:]
	}
	return cell
}

// number is a phone with its dial code, in digits.
func number(dialCode, phone string) string {
	if !strings.HasPrefix(phone, "+") {
		phone = dialCode + phone
	}
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, phone)
}

// chat is what is compared of a record.
type chat struct {
	UUID      string `json:"uuid"`
	UpdatedAt string `json:"updatedAt"`
	Status    string `json:"status"`
	Profile   struct {
		Details struct {
			Name    string `json:"name"`
			Contact struct {
				Email string `json:"email"`
				Phone struct{ Number, Prefix string }
			} `json:"contact"`
			Attributes []struct{ Key, Value string } `json:"attributes"`
		} `json:"userDetails"`
	} `json:"profile"`
}

func (c *count) record(text []byte) error {
	var r chat
	if err := json.Unmarshal(text, &r); err != nil {
		return err
	}
	d := r.Profile.Details
	lead := map[string]string{
		"uuid": r.UUID, "name": d.Name, "email": d.Contact.Email, "phone": d.Contact.Phone.Number, "updatedAt": r.UpdatedAt, "status": r.Status,
		"number": number(d.Contact.Phone.Prefix, d.Contact.Phone.Number),
	}
	for _, a := range d.Attributes {
		lead["attributes."+a.Key] = a.Value
	}
	c.add(lead)
	return nil
}

func (c *count) records(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		if err := c.record(lines.Bytes()); err != nil {
			return err
		}
	}
	return lines.Err()
}

// server reads the listing until there is an empty page.
func (c *count) server() error {
	const workers = 16
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: workers}}
	var next atomic.Int64
	var group sync.WaitGroup
	errs := make([]error, workers)
	for i := range workers {
		group.Go(func() {
			for n := 1; n > 0 && errs[i] == nil; {
				n, errs[i] = c.page(client, next.Add(1))
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

func (c *count) page(client *http.Client, page int64) (leads int, err error) {
	url := fmt.Sprintf("%s/inbox/direct/chats?botId=%s&customerId=%s&type=lead&page=%d", os.Getenv("CONVERTALK_BASE_URL"),
		os.Getenv("CONVERTALK_BOT_ID"), os.Getenv("CONVERTALK_CUSTOMER_ID"), page)
	req, err := http.NewRequest(http.MethodGet, url, nil)
	if err != nil {
		return 0, err
	}
	req.Header.Set("x-bot-token", os.Getenv("CONVERTALK_TOKEN"))
	resp, err := client.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	var answer struct{ Data []json.RawMessage }
	if err := json.NewDecoder(resp.Body).Decode(&answer); err != nil {
		return 0, err
	}
	for _, text := range answer.Data {
		if err := c.record(text); err != nil {
			return 0, err
		}
	}
	return len(answer.Data), nil
}
