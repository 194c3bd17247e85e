package main

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/temporal"

	"github.com/leadferry/leadferry/cluster/lane"
	"github.com/leadferry/leadferry/internal/problem"
)

// nightly is the name of the schedule.
const nightly = "leadferry-backup"

func scheduleCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "schedule", Short: "Back up all profiles at set times"}
	cmd.AddCommand(scheduleSet(), scheduleShow(), scheduleRemove())
	return cmd
}

func scheduleSet() *cobra.Command {
	var e engine
	var o jobOptions
	var zone string
	cmd := &cobra.Command{
		Use: "set CRON", Args: cobra.ExactArgs(1), Short: "Back up all profiles of the workers' config file at set times",
		Long: `Back up all profiles of the workers' config file at set times. The engine keeps the schedule: no machine of
yours has to be up when it is set, only a worker when it is time. A profile that is added later is backed up, too.`,
		Example: `  leadferry-cluster schedule set "15 3 * * *" --timezone Europe/Berlin --keep-daily 14`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := o.check(); err != nil {
				return err
			}
			return with(&e, func(c client.Client) error {
				next, err := setSchedule(cmd.Context(), c, args[0], zone, o.job)
				if err != nil {
					return err
				}
				_, err = fmt.Fprintf(cmd.OutOrStdout(), "All profiles are backed up at %q (%s), next on %s.\n", args[0], zone, next.Format(time.RFC1123Z))
				return err
			})
		},
	}
	f := cmd.Flags()
	e.add(f)
	o.add(f)
	f.StringVar(&zone, "timezone", "UTC", "the time zone of the times, such as Europe/Berlin")
	return cmd
}

// setSchedule makes the schedule, or changes it, and returns when it is time next.
func setSchedule(ctx context.Context, c client.Client, cron, zone string, j lane.Job) (next time.Time, err error) {
	if _, err := time.LoadLocation(zone); err != nil {
		return next, problem.Usage(fmt.Sprintf("--timezone %q is no time zone", zone), "give one such as Europe/Berlin, or UTC")
	}
	spec := client.ScheduleSpec{CronExpressions: []string{cron}, TimeZoneName: zone}
	action := &client.ScheduleWorkflowAction{ID: "everyone", Workflow: lane.EveryoneName, Args: []any{j}, TaskQueue: lane.Queue}
	all := c.ScheduleClient()
	handle, err := all.Create(ctx, client.ScheduleOptions{ID: nightly, Spec: spec, Action: action})
	if errors.Is(err, temporal.ErrScheduleAlreadyRunning) {
		handle = all.GetHandle(ctx, nightly)
		err = handle.Update(ctx, client.ScheduleUpdateOptions{DoUpdate: func(in client.ScheduleUpdateInput) (*client.ScheduleUpdate, error) {
			s := in.Description.Schedule
			s.Spec, s.Action = &spec, action
			return &client.ScheduleUpdate{Schedule: &s}, nil
		}})
	}
	if _, odd := errors.AsType[*serviceerror.InvalidArgument](err); odd {
		return next, problem.Usage(fmt.Sprintf("%q are no times: %v", cron, err), `give five fields as for cron, such as "15 3 * * *" for each night at 3:15`)
	}
	if err != nil {
		return next, err
	}
	told, err := handle.Describe(ctx)
	if err != nil || len(told.Info.NextActionTimes) == 0 {
		return next, err
	}
	return told.Info.NextActionTimes[0], nil
}

func scheduleShow() *cobra.Command {
	var e engine
	cmd := &cobra.Command{
		Use: "show", Args: cobra.NoArgs, Short: "Show when all profiles are backed up next",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(&e, func(c client.Client) error {
				told, err := c.ScheduleClient().GetHandle(cmd.Context(), nightly).Describe(cmd.Context())
				if _, none := errors.AsType[*serviceerror.NotFound](err); none {
					_, err = fmt.Fprintln(cmd.OutOrStdout(), `There is no schedule; set one: leadferry-cluster schedule set "15 3 * * *"`)
					return err
				}
				if err != nil {
					return err
				}
				for _, at := range told.Info.NextActionTimes[:min(3, len(told.Info.NextActionTimes))] {
					if _, err := fmt.Fprintln(cmd.OutOrStdout(), at.Format(time.RFC1123Z)); err != nil {
						return err
					}
				}
				return nil
			})
		},
	}
	e.add(cmd.Flags())
	return cmd
}

func scheduleRemove() *cobra.Command {
	var e engine
	cmd := &cobra.Command{
		Use: "remove", Args: cobra.NoArgs, Short: "Back up nothing by itself any more",
		RunE: func(cmd *cobra.Command, _ []string) error {
			return with(&e, func(c client.Client) error {
				err := c.ScheduleClient().GetHandle(cmd.Context(), nightly).Delete(cmd.Context())
				if _, none := errors.AsType[*serviceerror.NotFound](err); none {
					return nil
				}
				return err
			})
		},
	}
	e.add(cmd.Flags())
	return cmd
}

// with connects to the engine for the time of f.
func with(e *engine, f func(client.Client) error) error {
	c, err := e.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	return f(c)
}
