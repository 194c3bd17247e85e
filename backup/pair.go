package backup

import (
	"fmt"
	"slices"

	"github.com/leadferry/leadferry/internal/problem"
)

// Pair returns two snapshots to compare: those of two paths, or the newest two good ones of a folder.
func Pair(paths ...string) (pair [2]Snapshot, err error) {
	if len(paths) == 2 {
		for i, path := range paths {
			if pair[i] = Open(path); pair[i].Damage != nil {
				return pair, problem.Usage(fmt.Sprintf("%s cannot be read: %v", path, pair[i].Damage), "choose another; see: leadferry backup list DIR")
			}
		}
		return pair, nil
	}
	all, err := List(paths[0])
	if err != nil {
		return pair, err
	}
	all = slices.DeleteFunc(all, func(s Snapshot) bool { return !s.Good() })
	if len(all) < 2 {
		return pair, problem.Usage("there are no two good snapshots in "+paths[0], "name two snapshots")
	}
	return [2]Snapshot(all[len(all)-2:]), nil
}
