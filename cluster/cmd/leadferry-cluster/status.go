package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/sdk/client"
	"golang.org/x/sync/errgroup"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

func statusCommand() *cobra.Command {
	var e engine
	var p profiles
	var asJSON bool
	cmd := &cobra.Command{
		Use: "status [PROFILE...]", Short: "Show what the lanes do, and the last good snapshot of each profile",
		RunE: func(cmd *cobra.Command, names []string) error {
			all, err := ask(cmd.Context(), &e, &p, names)
			if err != nil {
				return err
			}
			if asJSON {
				return json.NewEncoder(cmd.OutOrStdout()).Encode(map[string]any{"schema": 1, "profiles": all})
			}
			return show(cmd.OutOrStdout(), all, time.Now())
		},
	}
	e.add(cmd.Flags())
	config(cmd.Flags(), &p.config)
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	return cmd
}

// standing is a profile and what its lane says. State is nil for a lane that was never begun.
type standing struct {
	Profile string      `json:"profile"`
	Lane    string      `json:"lane"`
	State   *lane.State `json:"state"`
	Import  *lane.Sign  `json:"import,omitempty"` // how far the one under way is

	engine client.Client
}

func (s *standing) ask(ctx context.Context) (err error) {
	s.State, err = lane.Ask(ctx, s.engine, s.Lane)
	if err == nil && s.State != nil && s.State.Now != nil && s.State.Now.Job.Kind == lane.ImportKind {
		s.Import, err = lane.LastSign(ctx, s.engine, s.Lane)
	}
	return err
}

// ask asks the lanes.
func ask(ctx context.Context, e *engine, p *profiles, names []string) ([]standing, error) {
	members, err := p.members(names)
	if err != nil {
		return nil, err
	}
	c, err := e.dial()
	if err != nil {
		return nil, err
	}
	defer c.Close()
	all := make([]standing, len(members))
	asking, asked := errgroup.WithContext(ctx)
	asking.SetLimit(8)
	for i, m := range members {
		asking.Go(problem.Caught("asking a lane", func() (err error) {
			all[i] = standing{Profile: m.profile, Lane: m.lane, engine: c}
			bounded, cancel := context.WithTimeout(asked, 20*time.Second)
			defer cancel()
			if err = all[i].ask(bounded); err != nil {
				return &problem.Error{
					Problem: problem.Problem{
						Text: fmt.Sprintf("the lane of profile %s does not answer: %v", m.profile, err),
						Fix:  "workers answer for the lanes: is one running? start it with leadferry-cluster worker",
					}, Exit: problem.ExitFailed, Cause: err,
				}
			}
			return nil
		}))
	}
	return all, asking.Wait()
}

// show writes a table for people.
func show(out io.Writer, all []standing, now time.Time) error {
	rows := [][]string{{"PROFILE", "NOW", "LAST GOOD SNAPSHOT", "LEADS", "LAST JOB"}}
	for i := range all {
		rows = append(rows, all[i].row(now))
	}
	_, err := fmt.Fprint(out, screen.Table(rows, 3))
	return err
}

func (s *standing) row(now time.Time) []string {
	if s.State == nil {
		return []string{s.Profile, "never begun", "-", "-", "-"}
	}
	good, leads, last := "-", "-", "-"
	if o := find(s.State.Good, s.Profile); o != nil {
		good, leads = o.Snapshot, fmt.Sprint(o.Leads)
	}
	if o := find(s.State.Last, s.Profile); o != nil {
		last = said(o)
	}
	return []string{s.Profile, s.now(now), good, leads, last}
}

// now says what the lane does for the profile.
func (s *standing) now(at time.Time) string {
	waits := slices.ContainsFunc(s.State.Waiting, func(j lane.Job) bool { return j.Profile == s.Profile })
	switch run := s.State.Now; {
	case run == nil && waits, run != nil && run.Job.Profile != s.Profile && waits:
		behind := ""
		if run != nil {
			behind = " behind " + run.Job.Profile
		}
		return "waits" + behind
	case run == nil || run.Job.Profile != s.Profile:
		return "nothing"
	case run.Until.After(at):
		return fmt.Sprintf("waits until %s: %s", problem.Clock(run.Until), run.Trouble)
	case run.Done || run.Failed != "":
		return "puts what it made into the store"
	case run.Job.Import != nil && s.Import != nil && s.Import.Rows > 0:
		return fmt.Sprintf("imports %s: %d of %s", run.Job.Import.Name, s.Import.Done, screen.Count(s.Import.Rows, "row"))
	case run.Job.Import != nil:
		return "imports " + run.Job.Import.Name + ": compares it with the bot's leads"
	default:
		return strings.TrimSpace(fmt.Sprintf("%s: turn %d, %d pages so far%s", run.Job.Kind, run.Turns, run.Pages, pace(s.State)))
	}
}

// pace tells what the server takes, if that is known.
func pace(s *lane.State) string {
	if s.Pace.Pace == 0 {
		return ""
	}
	return fmt.Sprintf(", %.3g requests/s", s.Pace.Pace)
}

// find returns the newest outcome of a profile, nil if there is none.
func find(all []lane.Outcome, profile string) *lane.Outcome {
	for i := range slices.Backward(all) {
		if all[i].Job.Profile == profile {
			return &all[i]
		}
	}
	return nil
}

// said tells how a job has ended.
func said(o *lane.Outcome) string {
	made, marks := o.Snapshot, strings.Join(o.Marks, " and ")
	if made == "" {
		made = o.File
	}
	switch {
	case o.Error != "" && o.File != "":
		return "failed: " + o.Error + "; its report is " + o.File + rows(o.Rows)
	case o.Error != "":
		return "failed: " + o.Error
	case o.Job.Kind == lane.ImportKind:
		return "imported " + o.Job.Import.Name + rows(o.Rows) + "; its report is " + o.File
	case marks != "":
		return fmt.Sprintf("made %s, which is %s", made, marks)
	}
	return fmt.Sprintf("made %s with %s in %s", made, screen.Count(o.Leads, "lead"), screen.Count(o.Turns, "turn"))
}

// rows tells what became of the rows of an import.
func rows(r *lane.Rows) string {
	if r == nil {
		return ""
	}
	parts := []string{fmt.Sprintf("%s: %d created, %d updated, %d unchanged", screen.Count(r.All, "row"), r.Created, r.Updated, r.Unchanged)}
	for _, part := range []struct {
		n    int
		what string
	}{{r.Skipped, "skipped"}, {r.Rejected, "rejected"}, {r.Failed, "failed"}, {r.NotAttempted, "not sent"}} {
		if part.n > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", part.n, part.what))
		}
	}
	return " (" + strings.Join(parts, ", ") + ")"
}
