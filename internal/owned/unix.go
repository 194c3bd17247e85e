//go:build unix

package owned

import (
	"io/fs"
	"os"
	"syscall"
)

// NoFollow is a flag of os.OpenFile: a symbolic link is an error.
const NoFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK // nor does a pipe make it wait

// writable says that the mode tells who may write.
const writable = true

func isOurs(info fs.FileInfo) bool {
	stat, ok := info.Sys().(*syscall.Stat_t)
	return !ok || int(stat.Uid) == os.Geteuid()
}
