package page

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"time"

	"filippo.io/age"

	"github.com/leadferry/leadferry/backup"
	"github.com/leadferry/leadferry/internal/screen"
	"github.com/leadferry/leadferry/internal/summary"
)

// Backups is what the page of a folder of snapshots is made of.
type Backups struct {
	Folder    string
	Snapshots []backup.Snapshot // the oldest first
	Newest    *backup.Snapshot  // the newest good one, nil if there is none
	Census    *backup.Census    // of its leads, nil if they were not read
	Why       string            // why they were not
	Now       time.Time
}

// backupsView is the page as its template sees it.
type backupsView struct {
	Headline     string
	Facts, Notes []string
	Figures      []Figure
	Charts       []Chart
	Groups       []group
	Snapshots    []snapshotLine
}

type group struct {
	Title  string
	Shares []Share
}

type snapshotLine struct {
	Name, Made, State, Kind string
	Sort                    int64
	Leads, Chats            int
	Bytes                   int64
}

// NewBackups makes the page's contents of the snapshots of a folder, with the leads of the newest good one.
func NewBackups(ctx context.Context, folder string, all []backup.Snapshot, ids []age.Identity) (*Backups, error) {
	b := &Backups{Folder: folder, Snapshots: all, Now: time.Now()}
	if b.Newest = backup.NewestGood(all, b.Now); b.Newest == nil {
		return b, nil
	}
	census, err := backup.Count(ctx, b.Newest, ids)
	switch {
	case errors.Is(err, backup.ErrNoIdentity):
		b.Why = "they are encrypted, and --age-identity was not given."
	case err != nil:
		return nil, err
	default:
		b.Census = census
	}
	return b, nil
}

// Write writes the page.
func (b *Backups) Write(w io.Writer) error {
	v := b.view()
	return write(w, "backups.html", v.Headline, b.Now, v)
}

// WriteBody writes what a page of another frame shows.
func (b *Backups) WriteBody(w io.Writer) error { return writeBody(w, "backups.html", b.view()) }

func (b *Backups) view() *backupsView {
	v := &backupsView{
		Headline: "Backups in " + b.Folder,
		Facts:    []string{screen.Count(len(b.Snapshots), "snapshot")},
	}
	v.now(b)
	v.time(b)
	if c := b.Census; c != nil {
		v.group("Leads by status", c.Status, "no status")
		if len(c.Source) > 1 {
			v.group("Leads by source", c.Source, "no source")
		}
		if len(c.Country) > 1 {
			v.group("Leads by country", c.Country, "no country")
		}
		v.growth(c.Created)
	}
	return v
}

func (v *backupsView) now(b *Backups) {
	if b.Newest == nil {
		v.Notes = append(v.Notes, "There is no good snapshot.")
		return
	}
	m := &b.Newest.Manifest
	v.Facts = append(v.Facts, "the newest good one was made on "+local(b.Newest.Time))
	v.Figures = []Figure{{"leads", "leads", m.Leads, "good"}, {"chats", "chats that are not leads", m.Chats, "same"}}
	if b.Why != "" {
		v.Notes = append(v.Notes, "The leads' contents are not shown: "+b.Why)
	}
}

// time draws how the folder has grown, and lists its snapshots, the newest first.
func (v *backupsView) time(b *Backups) {
	leads, chats, size := Line{Label: "leads", Kind: "good"}, Line{Label: "chats that are not leads", Kind: "same"}, Line{Label: "of each snapshot", Kind: "changed"}
	var widest time.Duration
	var last time.Time
	for i := range b.Snapshots {
		s := &b.Snapshots[i]
		d := summary.Describe(s)
		line := snapshotLine{d.Name, local(d.Time), d.State, "good", d.Time.Unix(), d.Leads, d.Chats, d.Bytes}
		if !d.Good {
			line.Kind = "bad"
		}
		v.Snapshots = append(v.Snapshots, line)
		if s.Damage != nil {
			continue
		}
		x := float64(d.Time.Unix())
		leads.X, leads.Y = append(leads.X, x), append(leads.Y, float64(d.Leads))
		chats.X, chats.Y = append(chats.X, x), append(chats.Y, float64(d.Chats))
		size.X, size.Y = append(size.X, x), append(size.Y, float64(d.Bytes)/1e6)
		if !last.IsZero() {
			widest = max(widest, d.Time.Sub(last))
		}
		last = d.Time
	}
	slices.Reverse(v.Snapshots)
	if len(leads.X) < 2 {
		return
	}
	from, to := span(leads.X[0], leads.X[len(leads.X)-1])
	v.Charts = []Chart{
		{Title: "Leads, and chats that are not leads", From: from, To: to, Lines: []Line{leads, chats}},
		{Title: "Size", Unit: "MB", From: from, To: to, Lines: []Line{size}},
	}
	v.Notes = append(v.Notes, fmt.Sprintf("The longest time between two snapshots was %s.", screen.Seconds(widest)))
}

// span says when a chart begins and ends: the days, or the times of one day.
func span(first, last float64) (from, to string) {
	a, b := time.Unix(int64(first), 0).Local(), time.Unix(int64(last), 0).Local()
	const day = "2 January 2006"
	if from, to = a.Format(day), b.Format(day); from == to {
		at := "15:04"
		if b.Sub(a) < time.Minute {
			at += ":05"
		}
		return from + ", " + a.Format(at), b.Format(at)
	}
	return from, to
}

// group shows the most frequent values.
func (v *backupsView) group(title string, counts map[string]int, none string) {
	const most = 8
	values := slices.SortedFunc(maps.Keys(counts), func(a, b string) int {
		return cmp.Or(counts[b]-counts[a], cmp.Compare(a, b))
	})
	g := group{Title: title}
	rest := 0
	for i, value := range values {
		if i >= most {
			rest += counts[value]
			continue
		}
		g.Shares = append(g.Shares, Share{Label: screen.Clip(cmp.Or(value, none), 60), Value: counts[value]})
	}
	if rest > 0 {
		g.Shares = append(g.Shares, Share{Label: "all others", Value: rest})
	}
	g.Shares = shares(g.Shares)
	v.Groups = append(v.Groups, g)
}

// growth draws how many leads there were at the end of each month, by their creation.
func (v *backupsView) growth(created map[string]int) {
	months := slices.Sorted(maps.Keys(created))
	if len(months) < 2 {
		return
	}
	total := Line{Label: "leads created by then that still exist", Kind: "good"}
	sum := 0
	for _, month := range months {
		at, err := time.Parse("2006-01", month)
		if err != nil {
			continue // not a time of this platform
		}
		sum += created[month]
		total.X, total.Y = append(total.X, float64(at.AddDate(0, 1, 0).Unix())), append(total.Y, float64(sum))
	}
	if len(total.X) > 1 {
		v.Charts = append(v.Charts, Chart{Title: "Growth by creation date", From: months[0], To: months[len(months)-1], Lines: []Line{total}})
	}
}
