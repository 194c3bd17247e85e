// Package web is a page for people who do not use a terminal: it imports a file with a plan that is
// shown before anything is sent, takes it back, exports, and shows backups, history and profiles. It is
// made of the same jobs as the command line, does nothing that the command line cannot, and names on
// each page the command that does the same.
//
// The page is for the person at this computer. It is served on loopback only, to the browser that was
// given a secret, and answers no other host name, no other origin and no form that it did not make
// itself: see guard. It opens no path that a browser sends: what it reads was uploaded to it, or stands
// in its Options. A job goes on when the window is closed, and ends cleanly with the program.
package web

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"filippo.io/age"

	"github.com/leadferry/leadferry/internal/filelock"
	"github.com/leadferry/leadferry/internal/owned"
	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/settings"
)

// Options say what a Site shows.
type Options struct {
	Flags      settings.Flags        // how bots are connected to, whichever profile a person chooses
	Around     settings.Surroundings // where the profiles are
	State      string                // the folder of what the program notes for a user; needed
	Sandbox    bool                  // offer a simulated bot to rehearse with
	Backups    []string              // folders or buckets of snapshots to show
	Identities []age.Identity        // to read snapshots that are encrypted
	Version    string
	Opened     func(address string) // called when a browser has used the address: this one opens another
	Warn       func(format string, args ...any)
}

// Site is the page. Make it with New, then call Serve once. It is safe for concurrent use.
type Site struct {
	o        Options
	listener net.Listener
	guard    *guard
	bots     *bots
	works    *works
	folder   string // of uploads and reports, 0700
	lock     *filelock.Lock
}

// New listens on a port of loopback, 0 for any free one, and answers once Serve is called.
func New(ctx context.Context, o Options, port int) (*Site, error) {
	if o.State == "" {
		return nil, errors.New("there is no folder to keep uploads and reports in")
	}
	s := &Site{o: o, works: newWorks(), folder: filepath.Join(o.State, "ui")}
	if err := ownFolder(s.folder); err != nil {
		return nil, err
	}
	var err error
	if s.lock, err = filelock.Acquire(filepath.Join(s.folder, "lock")); err != nil {
		if errors.Is(err, filelock.ErrLocked) {
			err = problem.Locked("leadferry ui is open already", "use the window in which it is open, or stop it there with Ctrl-C")
		}
		return nil, err
	}
	if s.listener, err = (&net.ListenConfig{}).Listen(ctx, "tcp", fmt.Sprintf("127.0.0.1:%d", port)); err != nil {
		return nil, errors.Join(err, s.lock.Release())
	}
	s.guard = newGuard(s.listener.Addr().String(), o.Opened)
	return s, nil
}

// Address is where a browser opens the page. It can be used once.
func (s *Site) Address() string { return s.guard.address() }

// Serve answers until ctx ends. Jobs that are under way are then stopped as Ctrl-C stops them, and have
// ended when it returns.
func (s *Site) Serve(ctx context.Context) (err error) {
	if s.bots, err = newBots(ctx, &s.o); err != nil {
		return errors.Join(err, s.listener.Close(), s.lock.Release())
	}
	s.works.ctx = ctx
	if err := s.recall(); err != nil {
		s.o.Warn("warning: what was imported here before could not be read: %v", err)
	}
	server := &http.Server{
		Handler: s.guard.protect(s.routes()), ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute, MaxHeaderBytes: 64 << 10,
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(s.listener) }()
	select {
	case err = <-ended:
	case <-ctx.Done():
		err = nil
		server.Close() //nolint:errcheck // whoever still reads is told nothing more
		<-ended        //nolint:errcheck // it says that the server was closed
	}
	s.works.wait()
	s.bots.close()
	return errors.Join(err, s.lock.Release())
}

func (s *Site) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /{$}", s.start)
	mux.HandleFunc("GET /static/{name}", static)
	mux.HandleFunc("POST /import", s.upload)
	mux.HandleFunc("GET /export", s.exportPage)
	mux.HandleFunc("POST /export", s.beginExport)
	mux.HandleFunc("GET /work/{id}", s.showWork)
	mux.HandleFunc("GET /work/{id}/events", s.follow)
	mux.HandleFunc("GET /work/{id}/rows", s.findRows)
	mux.HandleFunc("POST /work/{id}/read", s.readAgain)
	mux.HandleFunc("POST /work/{id}/plan", s.plan)
	mux.HandleFunc("POST /work/{id}/answer", s.answer)
	mux.HandleFunc("POST /work/{id}/stop", s.stop)
	mux.HandleFunc("POST /work/{id}/resume", s.resume)
	mux.HandleFunc("POST /work/{id}/undo", s.undo)
	mux.HandleFunc("POST /work/{id}/forget", s.forget)
	mux.HandleFunc("GET /work/{id}/file/{name}", s.file)
	mux.HandleFunc("GET /work/{id}/export", s.handOver)
	mux.HandleFunc("GET /backups", s.backups)
	mux.HandleFunc("GET /backups/{folder}", s.backupFolder)
	mux.HandleFunc("GET /backups/{folder}/diff", s.diffBackups)
	mux.HandleFunc("POST /backups/{folder}/restore", s.restore)
	mux.HandleFunc("GET /history", s.history)
	mux.HandleFunc("POST /history/undo", s.undoPast)
	mux.HandleFunc("GET /profiles", s.profiles)
	mux.HandleFunc("POST /profiles/test", s.testProfile)
	return mux
}

// ownFolder makes a folder of this user alone, and refuses one that others could have planted.
func ownFolder(path string) error {
	if err := os.MkdirAll(path, 0o700); err != nil {
		return err
	}
	if err := owned.Folder(path); err != nil {
		return err
	}
	return os.Chmod(path, 0o700) //nolint:gosec // a folder needs the right to enter it
}
