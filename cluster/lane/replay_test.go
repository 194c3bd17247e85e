package lane_test

import (
	"path/filepath"
	"testing"

	"go.temporal.io/sdk/worker"
	"go.temporal.io/sdk/workflow"

	"github.com/leadferry/leadferry/cluster/lane"
)

// TestReplay: the lanes that an earlier version began go on with this one. The histories are of the real
// engine; the tests in e2e write them anew when LEADFERRY_UPDATE is set. A change that fails here needs
// workflow.GetVersion, and keeps the old histories.
func TestReplay(t *testing.T) {
	t.Parallel()
	histories, err := filepath.Glob("testdata/*.json")
	if err != nil || len(histories) < 2 {
		t.Fatal(histories, err)
	}
	replayer, err := worker.NewWorkflowReplayerWithOptions(worker.WorkflowReplayerOptions{DisableDeadlockDetection: true})
	if err != nil {
		t.Fatal(err)
	}
	replayer.RegisterWorkflowWithOptions(lane.Lane, workflow.RegisterOptions{Name: lane.Workflow})
	for _, history := range histories {
		if err := replayer.ReplayWorkflowHistoryFromJSONFile(nil, history); err != nil {
			t.Errorf("%s: %v", history, err)
		}
	}
}
