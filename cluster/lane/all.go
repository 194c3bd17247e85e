package lane

import (
	"time"

	"go.temporal.io/sdk/temporal"
	"go.temporal.io/sdk/workflow"
)

// The names of the workflow of a schedule and of its activity.
const (
	EveryoneName = "Everyone"
	EnlistName   = "Enlist"
)

// Everyone gives a job to the lane of each profile that the workers' config file has at that time. It is
// what a schedule runs.
func Everyone(ctx workflow.Context, j Job) error {
	return workflow.ExecuteActivity(workflow.WithActivityOptions(ctx, workflow.ActivityOptions{
		StartToCloseTimeout: 10 * time.Minute,
		RetryPolicy: &temporal.RetryPolicy{
			InitialInterval: time.Second, BackoffCoefficient: 2, MaximumInterval: time.Minute, NonRetryableErrorTypes: []string{RefusedReason},
		},
	}), EnlistName, j).Get(ctx, nil)
}
