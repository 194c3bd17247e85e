// Putyardstick is the import that a Go programmer writes in an hour: encoding/csv, a struct with json tags, some workers and a tuned
// http.Client. It validates nothing, retries nothing, keeps no journal and writes no report. leadferry's import is measured against it.
package main

import (
	"bytes"
	"context"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"net/http"
	"os"
	"strings"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"
)

type lead struct {
	UUID       string `json:"uuid"`
	BotID      string `json:"botId"`
	CustomerID string `json:"customerId"`
	Name       string `json:"name,omitempty"`
	Email      string `json:"email,omitempty"`
	Phone      string `json:"phone,omitempty"`
	DialCode   string `json:"dialCode,omitempty"`
	Status     string `json:"status,omitempty"`
	Tags       string `json:"tags,omitempty"`
	Notes      string `json:"notes,omitempty"`
	Attributes string `json:"attributes,omitempty"`
}

type attribute struct {
	Key   string `json:"key"`
	Value string `json:"value"`
}

var errUnauthorized = errors.New("the token was refused")

func main() {
	workers := flag.Int("workers", 16, "goroutines")
	input := flag.String("in", "leads.csv", "file to read")
	flag.Parse()
	f, err := os.Open(*input)
	if err != nil {
		log.Fatal(err)
	}
	if err := run(csv.NewReader(f), *workers); err != nil {
		log.Fatal(err)
	}
}

func run(r *csv.Reader, workers int) error {
	header, err := r.Read()
	if err != nil {
		return err
	}
	u := newUpserter(header, workers)
	rows := make(chan []string, workers)
	group, ctx := errgroup.WithContext(context.Background())
	group.Go(func() error {
		defer close(rows)
		return read(ctx, r, rows)
	})
	for range workers {
		group.Go(func() error {
			for row := range rows {
				if err := u.upsert(ctx, row); err != nil {
					return err
				}
			}
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return err
	}
	fmt.Println(u.done.Load(), "rows,", u.failed.Load(), "failed")
	if u.failed.Load() > 0 {
		return errors.New("not all rows were taken")
	}
	return nil
}

func read(ctx context.Context, r *csv.Reader, rows chan<- []string) error {
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		select {
		case rows <- row:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

type upserter struct {
	header                        []string
	url, token, botID, customerID string
	client                        *http.Client
	done, failed                  atomic.Int64
}

func newUpserter(header []string, workers int) *upserter {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.MaxIdleConns, t.MaxIdleConnsPerHost = workers, workers
	return &upserter{
		header: header, url: os.Getenv("CONVERTALK_BASE_URL") + "/inbox/direct/lead", token: os.Getenv("CONVERTALK_TOKEN"),
		botID: os.Getenv("CONVERTALK_BOT_ID"), customerID: os.Getenv("CONVERTALK_CUSTOMER_ID"),
		client: &http.Client{Transport: t, Timeout: 30 * time.Second},
	}
}

// upsert sends a row. The error ends the run; a row that is not taken is only counted.
func (u *upserter) upsert(ctx context.Context, row []string) error {
	err := u.put(ctx, u.lead(row))
	if errors.Is(err, errUnauthorized) {
		return err
	}
	u.done.Add(1)
	if err != nil {
		u.failed.Add(1)
		log.Println(row[0], err)
	}
	return nil
}

func (u *upserter) put(ctx context.Context, l lead) error {
	body, err := json.Marshal(l)
	if err != nil {
		return err
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPut, u.url, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("x-bp-token", u.token)
	resp, err := u.client.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	body, err = io.ReadAll(resp.Body)
	if err != nil {
		return err
	}
	if resp.StatusCode == http.StatusUnauthorized {
		return errUnauthorized
	}
	var answer struct {
		Success bool   `json:"success"`
		Message string `json:"message"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return err
	}
	if resp.StatusCode != http.StatusOK || !answer.Success {
		return fmt.Errorf("%s: %s", resp.Status, answer.Message)
	}
	return nil
}

func (u *upserter) lead(row []string) lead {
	l := lead{BotID: u.botID, CustomerID: u.customerID}
	var attributes []attribute
	for i, column := range u.header {
		switch cell := row[i]; column {
		case "uuid":
			l.UUID = cell
		case "name":
			l.Name = cell
		case "email":
			l.Email = cell
		case "phone":
			l.Phone = cell
		case "dialCode":
			l.DialCode = cell
		case "status":
			l.Status = cell
		case "tags":
			l.Tags = strings.ReplaceAll(cell, ", ", ",")
		case "notes":
			l.Notes = cell
		default:
			if key, ok := strings.CutPrefix(column, "attributes."); ok && cell != "" {
				attributes = append(attributes, attribute{key, cell})
			}
		}
	}
	if len(attributes) > 0 {
		text, err := json.Marshal(attributes)
		if err != nil {
			log.Fatal(err) // texts can be written
		}
		l.Attributes = string(text)
	}
	return l
}
