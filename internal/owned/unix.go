//go:build unix

package owned

import (
	"io/fs"
	"os"
	"syscall"
)

// NoFollow is a flag of os.OpenFile: a symbolic link is an error.
const NoFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK // nor does a pipe make it wait

func isOurs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(stat.Uid) == os.Geteuid()
}

// isOpen reports whether others may write to it. The user's own group is no other: on many systems
// everybody has one, and new folders are open to it.
func isOpen(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	group := !ok || int(stat.Gid) != os.Getegid()
	return info.Mode()&0o002 != 0 || group && info.Mode()&0o020 != 0
}
