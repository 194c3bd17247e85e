package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/leadferry/leadferry/cluster/lane"
)

func cancelCommand() *cobra.Command {
	var e engine
	var p profiles
	cmd := &cobra.Command{
		Use: "cancel {PROFILE... | --all-profiles}", Short: "Give up the jobs of profiles: those under way and those that wait",
		Example: `  leadferry-cluster cancel acme`,
		RunE: func(cmd *cobra.Command, names []string) error {
			members, err := p.chosen(names)
			if err != nil {
				return err
			}
			c, err := e.dial()
			if err != nil {
				return err
			}
			defer c.Close()
			for _, m := range members {
				if err := lane.GiveUp(cmd.Context(), c, m.lane, lane.Cancel{Profile: m.profile}); err != nil {
					return err
				}
			}
			_, err = fmt.Fprintf(cmd.OutOrStdout(), "%d cancelled; what was read for them is removed, snapshots and files stay. What an import sent by then is in its report: leadferry-cluster status\n", len(members))
			return err
		},
	}
	e.add(cmd.Flags())
	p.add(cmd.Flags(), "cancel those of")
	return cmd
}
