package lane

import (
	"context"
	"errors"
	"fmt"

	enums "go.temporal.io/api/enums/v1"
	"go.temporal.io/api/serviceerror"
	"go.temporal.io/sdk/client"
	"go.temporal.io/sdk/converter"
)

// Enlist gives a job to a lane, which is begun if there is none yet.
func Enlist(ctx context.Context, c client.Client, id string, j Job) error {
	_, err := c.SignalWithStartWorkflow(ctx, id, JobSignal, j, client.StartWorkflowOptions{
		TaskQueue: Queue, WorkflowIDReusePolicy: enums.WORKFLOW_ID_REUSE_POLICY_ALLOW_DUPLICATE,
	}, Workflow, State{})
	if err != nil {
		return fmt.Errorf("give the job of profile %s to the engine: %w", j.Profile, err)
	}
	return nil
}

// GiveUp cancels jobs of a lane. A lane that does not exist has none.
func GiveUp(ctx context.Context, c client.Client, id string, given Cancel) error {
	err := c.SignalWorkflow(ctx, id, "", CancelSignal, given)
	if _, none := errors.AsType[*serviceerror.NotFound](err); none {
		return nil
	}
	return err
}

// LastSign returns what the import under way told the engine last; nil if there is none.
func LastSign(ctx context.Context, c client.Client, id string) (*Sign, error) {
	told, err := c.DescribeWorkflow(ctx, id, "")
	if err != nil {
		return nil, err
	}
	for _, pending := range told.RawResponse.GetPendingActivities() {
		var s Sign
		if details := pending.GetHeartbeatDetails(); pending.GetActivityType().GetName() == TurnName && details != nil {
			return &s, converter.GetDefaultDataConverter().FromPayloads(details, &s)
		}
	}
	return nil, nil
}

// Ask returns what a lane says of itself; nil if it was never begun. Some worker must be there to answer.
func Ask(ctx context.Context, c client.Client, id string) (*State, error) {
	value, err := c.QueryWorkflow(ctx, id, "", StatusQuery)
	if _, none := errors.AsType[*serviceerror.NotFound](err); none {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var s State
	return &s, value.Get(&s)
}
