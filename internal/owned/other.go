//go:build !unix

package owned

import "io/fs"

// NoFollow is a flag of os.OpenFile; this system has none.
const NoFollow = 0

func isOurs(fs.FileInfo) bool   { return true }
func isOpen(fs.FileInfo) bool   { return false }
func isLinked(fs.FileInfo) bool { return false }
