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
	"os"
	"slices"
	"strings"
	"sync"
)

// digest prints how many leads a server or a file holds, and a hash of their contents. Equal digests
// mean the same leads, in whatever order.
func digest(flags *flag.FlagSet, args []string) error {
	file := flags.String("csv", "", "read a CSV file")
	raw := flags.String("raw", "", "read a file of the server's records, one a line")
	guarded := flags.Bool("guarded", false, "cells of the CSV file that look like formulas begin with an apostrophe")
	fields := flags.String("fields", "uuid,name,email,phone,updatedAt,attributes",
		"what to compare; number is the phone with its dial code")
	flags.Parse(args)
	d := &digester{fields: strings.Split(*fields, ",")}
	var err error
	switch {
	case *file != "":
		err = readFile(*file, func(r io.Reader) error { return d.addCSV(r, *guarded) })
	case *raw != "":
		err = readFile(*raw, d.addRecords)
	default:
		err = d.addListing()
	}
	if err == nil {
		fmt.Println(d)
	}
	return err
}

func readFile(name string, read func(io.Reader) error) error {
	file, err := os.Open(name)
	if err != nil {
		return err
	}
	defer file.Close()
	return read(bufio.NewReaderSize(file, 1<<20))
}

// digester adds up the hashes of leads, so that their order does not matter. It is safe for
// concurrent use.
type digester struct {
	fields []string
	mu     sync.Mutex
	leads  int
	sum    uint64
}

func (d *digester) String() string { return fmt.Sprintf("%d leads %016x", d.leads, d.sum) }

// add takes a lead as the cells of its columns.
func (d *digester) add(lead map[string]string) {
	var text strings.Builder
	for _, field := range d.fields {
		if field == "attributes" {
			text.WriteString(attributes(lead))
		}
		fmt.Fprintf(&text, "%s=%q\n", field, lead[field])
	}
	hash := sha256.Sum256([]byte(text.String()))
	d.mu.Lock()
	defer d.mu.Unlock()
	d.leads++
	d.sum += binary.LittleEndian.Uint64(hash[:])
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

// addCSV reads CSV with a header.
func (d *digester) addCSV(in io.Reader, guarded bool) error {
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
				cell = unguarded(cell)
			}
			lead[header[i]] = cell
		}
		lead["number"] = number(lead["dialCode"], lead["phone"])
		d.add(lead)
	}
}

// unguarded is a cell without the apostrophe that keeps it from being a formula.
func unguarded(cell string) string {
	rest := strings.TrimLeft(cell, "'")
	if len(rest) < len(cell) && rest != "" && strings.ContainsRune("=+-@\t\r\n", rune(rest[0])) {
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

// addRecords reads the server's records, one a line.
func (d *digester) addRecords(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		if err := d.addRecord(lines.Bytes()); err != nil {
			return err
		}
	}
	return lines.Err()
}

func (d *digester) addRecord(text []byte) error {
	var r struct {
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
	if err := json.Unmarshal(text, &r); err != nil {
		return err
	}
	details := &r.Profile.Details
	phone := details.Contact.Phone
	lead := map[string]string{
		"uuid": r.UUID, "name": details.Name, "email": details.Contact.Email, "phone": phone.Number,
		"number": number(phone.Prefix, phone.Number), "updatedAt": r.UpdatedAt, "status": r.Status,
	}
	for _, a := range details.Attributes {
		lead["attributes."+a.Key] = a.Value
	}
	d.add(lead)
	return nil
}
