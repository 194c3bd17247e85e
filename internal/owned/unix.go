//go:build unix

package owned

import (
	"io/fs"
	"os"
	"syscall"
)

// NoFollow is a flag of os.OpenFile: a symbolic link is an error.
const NoFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK // nor does a pipe make it wait

// isOurs counts root's, too: root could do anything anyway, and keeps secrets for others.
func isOurs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || stat.Uid == 0 || int(stat.Uid) == os.Geteuid()
}

func isLinked(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return ok && stat.Nlink > 1
}

// isOpen reports whether others may write to it. The user's own group is no other: on many systems
// everybody has one, and new folders are open to it.
func isOpen(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	group := !ok || int(stat.Gid) != os.Getegid()
	return info.Mode()&0o002 != 0 || group && info.Mode()&0o020 != 0
}
