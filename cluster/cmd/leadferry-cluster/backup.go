package main

import (
	"context"
	"fmt"
	"io"
	"time"

	"filippo.io/age"
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
	"go.temporal.io/sdk/client"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/flags"
	"github.com/leadferry/leadferry/internal/problem"
)

// jobOptions are the flags of a backup, whoever starts it.
type jobOptions struct {
	job  lane.Job
	keep flags.Keep
}

func (o *jobOptions) add(f *pflag.FlagSet) {
	o.job.Kind = lane.Backup
	usual := lane.Usual()
	f.StringArrayVar(&o.job.Recipients, "age-recipient", nil, "encrypt the snapshots for this public key of age; may be repeated")
	f.BoolVar(&o.job.AllowShrink, "allow-shrink", false, "a snapshot with much fewer leads than the last one is good, too")
	f.DurationVar(&o.job.Timing.Turn, "turn", usual.Turn, "how long a turn reads; what a dead worker has read of one is read again")
	f.DurationVar(&o.job.Timing.Heartbeat, "heartbeat", usual.Heartbeat, "after so long without a sign of life, another worker takes over; at least 1s")
	o.keep.Add(f)
}

// check refuses what no worker could do, and completes the job.
func (o *jobOptions) check() error {
	if t := o.job.Timing; t.Turn <= 0 || t.Heartbeat < time.Second {
		return problem.Usage(fmt.Sprintf("a turn of %v with a heartbeat of %v is not possible", t.Turn, t.Heartbeat), "give a turn above 0s and a heartbeat of at least 1s")
	}
	for _, text := range o.job.Recipients {
		if _, err := age.ParseX25519Recipient(text); err != nil {
			return problem.Usage(fmt.Sprintf("--age-recipient %q is no public key of age", text), "give the one that age-keygen shows; it begins with age1")
		}
	}
	if o.keep.Any() {
		o.job.Keep = &o.keep.Policy
	}
	return o.keep.Check()
}

// startOptions are the flags of a job that is started.
type startOptions struct {
	engine   engine
	profiles profiles
	jobOptions
	wait bool
}

func backupStart() *cobra.Command {
	var o startOptions
	cmd := &cobra.Command{
		Use: "start {PROFILE... | --all-profiles}", Short: "Give backups to the lanes; the workers do them",
		Example: `  leadferry-cluster backup start --all-profiles
  leadferry-cluster backup start acme beta --wait`,
		RunE: func(cmd *cobra.Command, names []string) error {
			return o.run(cmd.Context(), cmd.OutOrStdout(), names)
		},
	}
	f := cmd.Flags()
	o.engine.add(f)
	o.profiles.add(f, "back up")
	o.add(f)
	f.BoolVar(&o.wait, "wait", false, "wait until all have ended; then the exit code is 1 if one failed, else 6 if one is not good")
	return cmd
}

func (o *startOptions) run(ctx context.Context, out io.Writer, names []string) error {
	if err := o.check(); err != nil {
		return err
	}
	members, err := o.profiles.chosen(names)
	if err != nil {
		return err
	}
	c, err := o.engine.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	before := make([]time.Time, len(members))
	for i, m := range members {
		if o.wait {
			last, err := lastOf(ctx, c, m)
			if err != nil {
				return err
			}
			before[i] = last.Ended
		}
		job := o.job
		job.Profile = m.profile
		if err := lane.Enlist(ctx, c, m.lane, job); err != nil {
			return fmt.Errorf("%w; %d of %d were given to it before", err, i, len(members))
		}
	}
	if !o.wait {
		_, err := fmt.Fprintf(out, "%d given to the lanes; see how they go: leadferry-cluster status\n", len(members))
		return err
	}
	return awaitAll(ctx, c, out, members, before)
}

// awaitAll tells how each backup ends. before is when the one before it ended, by the engine's clock.
func awaitAll(ctx context.Context, c client.Client, out io.Writer, members []member, before []time.Time) error {
	var worst error
	for i, m := range members {
		end, err := lastOf(ctx, c, m)
		for err == nil && end.Ended.Equal(before[i]) {
			select {
			case <-time.After(500 * time.Millisecond):
				end, err = lastOf(ctx, c, m)
			case <-ctx.Done():
				err = context.Cause(ctx)
			}
		}
		if err == nil {
			_, err = fmt.Fprintf(out, "%s: %s\n", m.profile, said(&end))
		}
		if err != nil {
			return err
		}
		switch {
		case end.Error != "":
			worst = &problem.Error{Problem: problem.Problem{Text: "not all backups were made", Fix: "see above; then run it again"}, Exit: problem.ExitFailed}
		case len(end.Marks) > 0 && worst == nil:
			worst = &problem.Error{Problem: problem.Problem{Text: "not all snapshots are good", Fix: "see above"}, Exit: problem.ExitUnverified}
		}
	}
	return worst
}

// lastOf returns how the last job of a profile has ended; the zero Outcome if there was none.
func lastOf(ctx context.Context, c client.Client, m member) (o lane.Outcome, err error) {
	s, err := lane.Ask(ctx, c, m.lane)
	if err != nil || s == nil {
		return o, err
	}
	if last := find(s.Last, m.profile); last != nil {
		o = *last
	}
	return o, nil
}
