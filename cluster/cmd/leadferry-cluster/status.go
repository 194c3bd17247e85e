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
			all[i] = standing{Profile: m.profile, Lane: m.lane}
			bounded, cancel := context.WithTimeout(asked, 20*time.Second)
			defer cancel()
			if all[i].State, err = lane.Ask(bounded, c, m.lane); err != nil {
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
	case run.Done:
		return "makes the snapshot"
	default:
		return strings.TrimSpace(fmt.Sprintf("turn %d, %d pages so far%s", run.Turns, run.Pages, pace(s.State)))
	}
}

// pace tells what the server takes, if that is known.
func pace(s *lane.State) string {
	if s.Pace.Pace == 0 {
		return ""
	}
	return fmt.Sprintf(", %.3g requests/s", s.Pace.Pace)
}

func find(all []lane.Outcome, profile string) *lane.Outcome {
	for i := range all {
		if all[i].Job.Profile == profile {
			return &all[i]
		}
	}
	return nil
}

// said tells how a job has ended.
func said(o *lane.Outcome) string {
	switch {
	case o.Error != "":
		return "failed: " + o.Error
	case len(o.Marks) > 0:
		return fmt.Sprintf("made %s, which is %s", o.Snapshot, strings.Join(o.Marks, " and "))
	}
	return fmt.Sprintf("made %s with %s in %s", o.Snapshot, screen.Count(o.Leads, "lead"), screen.Count(o.Turns, "turn"))
}
