package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"filippo.io/age"
	"github.com/spf13/pflag"
	"go.temporal.io/sdk/client"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/problem"
)

// starting are the flags of every command that gives jobs to lanes.
type starting struct {
	engine   engine
	profiles profiles
	wait     bool
}

func (s *starting) add(f *pflag.FlagSet) {
	s.engine.add(f)
	f.BoolVar(&s.wait, "wait", false, "wait until all have ended; then the exit code is 1 if one failed, 6 if one is not proved complete, 3 if rows need attention")
}

func addRecipients(f *pflag.FlagSet, j *lane.Job) {
	f.StringArrayVar(&j.Recipients, "age-recipient", nil, "encrypt what is made for this public key of age; may be repeated")
}

func addTiming(f *pflag.FlagSet, j *lane.Job) {
	usual := lane.Usual(j.Kind)
	if j.Kind != lane.ImportKind {
		f.DurationVar(&j.Timing.Turn, "turn", usual.Turn, "how long a turn reads; what a dead worker has read of one is read again")
	}
	f.DurationVar(&j.Timing.Heartbeat, "heartbeat", usual.Heartbeat,
		fmt.Sprintf("after so long without a sign of life, another worker takes over; at least %v", leastHeartbeat(j)))
}

func leastHeartbeat(j *lane.Job) time.Duration {
	if j.Kind == lane.ImportKind {
		return lane.LeastOfImport
	}
	return time.Second
}

// checkJob refuses what no worker could do.
func checkJob(j *lane.Job) error {
	switch least := leastHeartbeat(j); {
	case j.Timing.Heartbeat < least:
		return problem.Usage(fmt.Sprintf("a heartbeat of %v is not possible", j.Timing.Heartbeat), fmt.Sprintf("give at least %v", least))
	case j.Timing.Turn <= 0 && j.Kind != lane.ImportKind:
		return problem.Usage(fmt.Sprintf("a turn of %v is not possible", j.Timing.Turn), "give one above 0s")
	}
	for _, text := range j.Recipients {
		if _, err := age.ParseX25519Recipient(text); err != nil {
			return problem.Usage(fmt.Sprintf("--age-recipient %q is no public key of age", text), "give the one that age-keygen shows; it begins with age1")
		}
	}
	return nil
}

// run gives each of the chosen profiles its job.
func (s *starting) run(ctx context.Context, out io.Writer, names []string, jobOf func(member) (lane.Job, error)) error {
	members, err := s.profiles.chosen(names)
	if err != nil {
		return err
	}
	c, err := s.engine.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	all := make([]awaited, len(members))
	for i, m := range members {
		a := &all[i]
		a.member = m
		if a.job, err = jobOf(m); err != nil {
			return err
		}
		a.job.Profile = m.profile
		if s.wait {
			last, err := a.last(ctx, c)
			if err != nil {
				return err
			}
			a.before = last.Ended
		}
		if err := lane.Enlist(ctx, c, m.lane, a.job); err != nil {
			return fmt.Errorf("%w; %d of %d were given to it before", err, i, len(members))
		}
	}
	if !s.wait {
		_, err := fmt.Fprintf(out, "%d given to the lanes; see how they go: leadferry-cluster status\n", len(members))
		return err
	}
	return awaitAll(ctx, c, out, all)
}

// awaited is a job whose end is waited for.
type awaited struct {
	member
	job    lane.Job
	before time.Time // when one like it ended before, by the engine's clock
}

// awaitAll tells how each job ends.
func awaitAll(ctx context.Context, c client.Client, out io.Writer, all []awaited) error {
	var worst error
	for i := range all {
		a := &all[i]
		end, err := a.last(ctx, c)
		for err == nil && end.Ended.Equal(a.before) {
			select {
			case <-time.After(500 * time.Millisecond):
				end, err = a.last(ctx, c)
			case <-ctx.Done():
				err = context.Cause(ctx)
			}
		}
		if err == nil {
			_, err = fmt.Fprintf(out, "%s: %s\n", a.profile, said(&end))
		}
		if err != nil {
			return err
		}
		worst = worse(worst, fault(&end))
	}
	return worst
}

// fault says what is wrong with how a job ended.
func fault(o *lane.Outcome) error {
	text, code := "", 0
	switch r := o.Rows; {
	case o.Error != "":
		text, code = "not all jobs were done", problem.ExitFailed
	case len(o.Marks) > 0:
		text, code = "not all that was made is proved complete", problem.ExitUnverified
	case r != nil && r.Rejected+r.Failed+r.Skipped > 0:
		text, code = "not all rows were imported", problem.ExitPartial
	default:
		return nil
	}
	return &problem.Error{Problem: problem.Problem{Text: text, Fix: "see above; then run it again"}, Exit: code}
}

// worse returns the error that matters more: a failure before all others.
func worse(a, b error) error {
	if a == nil || b != nil && problem.ExitCode(b) == problem.ExitFailed {
		return b
	}
	return a
}

// last returns how the last job like this one has ended; the zero Outcome if there was none.
func (a *awaited) last(ctx context.Context, c client.Client) (o lane.Outcome, err error) {
	s, err := lane.Ask(ctx, c, a.lane)
	if err != nil || s == nil {
		return o, err
	}
	like := a.job
	like.Profile = a.profile
	for i := range s.Last {
		if s.Last[i].Job.IsLike(&like) {
			o = s.Last[i]
		}
	}
	return o, nil
}
