package main

import (
	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/flags"
)

// jobOptions are the flags of a backup, whoever starts it.
type jobOptions struct {
	job  lane.Job
	keep flags.Keep
}

func (o *jobOptions) add(f *pflag.FlagSet) {
	o.job.Kind = lane.BackupKind
	addRecipients(f, &o.job)
	addTiming(f, &o.job)
	f.BoolVar(&o.job.AllowShrink, "allow-shrink", false, "a snapshot with much fewer leads than the last one is good, too")
	o.keep.Add(f)
}

// check refuses what no worker could do, and completes the job.
func (o *jobOptions) check() error {
	if err := checkJob(&o.job); err != nil {
		return err
	}
	if o.keep.Any() {
		o.job.Keep = &o.keep.Policy
	}
	return o.keep.Check()
}

func backupStart() *cobra.Command {
	var o jobOptions
	var s starting
	cmd := &cobra.Command{
		Use: "start {PROFILE... | --all-profiles}", Short: "Give backups to the lanes; the workers do them",
		Example: `  leadferry-cluster backup start --all-profiles
  leadferry-cluster backup start acme beta --wait`,
		RunE: func(cmd *cobra.Command, names []string) error {
			if err := o.check(); err != nil {
				return err
			}
			return s.run(cmd.Context(), cmd.OutOrStdout(), names, func(member) (lane.Job, error) { return o.job, nil })
		},
	}
	f := cmd.Flags()
	s.add(f)
	s.profiles.add(f, "back up")
	o.add(f)
	return cmd
}
