package main

import (
	"sync"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/leadferry/leadferry/sandbox"
)

// peers keeps the platform of each running script.
var peers peerTable

type peerTable struct{ m sync.Map }

func (p *peerTable) put(ts *testscript.TestScript, s *sandbox.Server) { p.m.Store(ts, s) }

func (p *peerTable) get(ts *testscript.TestScript) *sandbox.Server {
	s, ok := p.m.Load(ts)
	if !ok {
		ts.Fatalf("no platform was started")
	}
	return s.(*sandbox.Server)
}
