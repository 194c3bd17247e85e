package e2e

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"filippo.io/age"
	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"
	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/leadferry/leadferry/sandbox"
)

// bucketSecret must never be shown.
const bucketSecret = "sesam-open-sesam"

// bucket looks into a bucket of an S3 server beside the program.
type bucket struct {
	t      *testing.T
	name   string
	client *minio.Client
}

// serveBucket starts an S3 server with a bucket in this process, and returns a shell that has its key.
func serveBucket(t *testing.T, sh shell, name string) (bucket, shell) {
	t.Helper()
	return openBucket(t, sh, serveS3(t, func(h http.Handler) http.Handler { return h }), name)
}

// serveS3 starts an S3 server and returns its address. through may put faults before it.
func serveS3(t *testing.T, through func(http.Handler) http.Handler) (url string) {
	t.Helper()
	web := httptest.NewServer(through(gofakes3.New(s3mem.New(), gofakes3.WithLogger(gofakes3.DiscardLog())).Server()))
	t.Cleanup(web.Close)
	return web.URL
}

// TestBucketWithFaults: a server that is busy, cuts requests and drips is ridden out.
func TestBucketWithFaults(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 120, NonLeads: 30})
	var on atomic.Bool
	var n atomic.Int64
	url := serveS3(t, func(s3 http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if on.Load() {
				time.Sleep(10 * time.Millisecond)
				switch n.Add(1) % 6 {
				case 0, 1:
					w.WriteHeader(http.StatusServiceUnavailable)
					io.WriteString(w, "<Error><Code>SlowDown</Code></Error>")
					return
				case 3:
					io.CopyN(io.Discard, r.Body, 1000)
					panic(http.ErrAbortHandler)
				}
			}
			s3.ServeHTTP(w, r)
		})
	})
	b, sh := openBucket(t, sh, url, "leads")
	on.Store(true)
	sh.ok("backup", "create", "s3://leads", "--rate", "0", "-q")
	sh.ok("backup", "create", "s3://leads", "--rate", "0", "-q", "--keep-last", "1")
	sh.ok("backup", "check", "s3://leads")
	on.Store(false)
	if left := b.snapshots("", string(recordLines(server, "lead"))); len(left) != 1 || n.Load() < 20 {
		t.Errorf("%q after %d requests", left, n.Load())
	}
}

func openBucket(t *testing.T, sh shell, url, name string) (bucket, shell) {
	t.Helper()
	client, err := minio.New(strings.TrimPrefix(url, "http://"), &minio.Options{Creds: credentials.NewStaticV4("test", bucketSecret, ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	if err := client.MakeBucket(t.Context(), name, minio.MakeBucketOptions{}); err != nil {
		t.Fatal(err)
	}
	return bucket{t, name, client}, sh.with(
		"AWS_ENDPOINT_URL="+url, "AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=test", "AWS_SECRET_ACCESS_KEY="+bucketSecret,
		"AWS_EC2_METADATA_DISABLED=true", "XDG_STATE_HOME="+sh.path("state"))
}

// objects returns the names of all objects.
func (b bucket) objects() (names []string) {
	b.t.Helper()
	for o := range b.client.ListObjectsIter(b.t.Context(), b.name, minio.ListObjectsOptions{Recursive: true}) {
		if o.Err != nil {
			b.t.Fatal(o.Err)
		}
		names = append(names, o.Key)
	}
	return names
}

func (b bucket) read(name string) []byte {
	b.t.Helper()
	o, err := b.client.GetObject(b.t.Context(), b.name, name, minio.GetObjectOptions{})
	if err != nil {
		b.t.Fatal(err)
	}
	text, err := io.ReadAll(o)
	if err != nil {
		b.t.Fatalf("%s: %v", name, err)
	}
	return text
}

func (b bucket) write(name string, text []byte) {
	b.t.Helper()
	if _, err := b.client.PutObject(b.t.Context(), b.name, name, bytes.NewReader(text), int64(len(text)), minio.PutObjectOptions{}); err != nil {
		b.t.Fatal(err)
	}
}

// snapshots wants each snapshot that has a manifest under a prefix to be whole, and to hold these leads, if any are
// given. It returns their names.
func (b bucket) snapshots(prefix, want string) (found []string) {
	b.t.Helper()
	for _, name := range b.objects() {
		snapshot, ok := strings.CutSuffix(name, "/manifest.json")
		if !ok || !strings.HasPrefix(name, prefix) {
			continue
		}
		found = append(found, snapshot)
		var m struct {
			Files []struct{ Name, SHA256 string }
		}
		if err := json.Unmarshal(b.read(name), &m); err != nil || len(m.Files) != 2 {
			b.t.Fatalf("%s: %v", name, err)
		}
		for _, f := range m.Files {
			text := b.read(snapshot + "/" + f.Name)
			if fmt.Sprintf("%x", sha256.Sum256(text)) != f.SHA256 {
				b.t.Errorf("%s/%s is not as it was written", snapshot, f.Name)
			}
			if f.Name == "leads.jsonl.zst" && want != "" && unzstd(b.t, text) != want {
				b.t.Errorf("%s does not hold every lead", snapshot)
			}
		}
	}
	return found
}

func unzstd(t *testing.T, text []byte) string {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "zstd", "-dc")
	cmd.Stdin = bytes.NewReader(text)
	out, err := cmd.Output()
	if err != nil {
		t.Error(err)
	}
	return string(out)
}

// TestBucket keeps backups in a bucket, with every command that reads or writes them.
func TestBucket(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 120, NonLeads: 30})
	b, sh := serveBucket(t, sh, "leads")
	testBucket(t, server, b, sh)
	testSharedProfile(t, b, sh)
}

// testSharedProfile takes the server, the region and the keys from the files that Amazon's tools share.
func testSharedProfile(t *testing.T, b bucket, sh shell) {
	t.Helper()
	if err := os.Mkdir(sh.path(".aws"), 0o700); err != nil {
		t.Fatal(err)
	}
	sh.write(".aws/config", "[default]\nregion = nowhere\n[profile acme]\nregion = us-east-1\nendpoint_url = "+b.client.EndpointURL().String()+"\n")
	sh.write(".aws/credentials", "[acme]\naws_access_key_id = test\naws_secret_access_key = "+bucketSecret+"\n")
	sh = sh.with("HOME="+sh.dir, "AWS_PROFILE=acme", "AWS_ENDPOINT_URL=", "AWS_REGION=", "AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=")
	if said := sh.ok("backup", "list", "s3://leads/clients/acme"); !strings.Contains(said, " good") {
		t.Error(said)
	}
	if said, code := sh.with("HOME="+t.TempDir(), "AWS_ENDPOINT_URL=http://127.0.0.1:1").run("backup", "status", "s3://leads"); code != 1 ||
		!strings.Contains(said, "cannot reach the S3 server 127.0.0.1:1: connection refused") {
		t.Errorf("no server: exit code %d\n%s", code, said)
	}
}

func testBucket(t *testing.T, server *sandbox.Server, b bucket, sh shell) {
	t.Helper()
	const address = "s3://leads/clients/acme"
	want := string(recordLines(server, "lead"))
	said := sh.ok("backup", "create", address, "--rate", "0")
	made := b.snapshots("", want)
	if len(made) != 1 || !strings.Contains(said, "backed up to s3://leads/"+made[0]+", ") {
		t.Fatalf("%q\n%s", made, said)
	}
	first := "s3://leads/" + made[0]
	for uuid := range names(t, server) {
		server.Bump(uuid)
		break
	}
	said += sh.ok("backup", "create", address, "--rate", "0")
	for command, answer := range map[string]string{
		"list " + address:                        " good",
		"check " + address:                       "intact, 150 records readable",
		"check " + first + "/":                   "intact, 150 records readable",
		"status " + address:                      "The newest good snapshot is ",
		"diff " + address:                        "0 added, 0 removed, 1 changed",
		"report " + address:                      "backups.html shows 2 snapshots",
		"prune " + address + " --keep-last 1 -n": "delete  " + filepath.Base(made[0]),
		"restore " + first + " --yes":            "",
	} {
		out := sh.ok(append([]string{"backup"}, strings.Fields(command)...)...)
		if said += out; !strings.Contains(out, answer) {
			t.Errorf("backup %s says\n%s", command, out)
		}
	}
	if out, code := sh.run("schedule", "cron", address, "--", "--sandbox"); code != 2 || !strings.Contains(out, "will not be set at night: AWS_ACCESS_KEY_ID") {
		t.Errorf("exit code %d, schedule cron says\n%s", code, out)
	}
	kept := sh.with("AWS_ACCESS_KEY_ID=", "AWS_ENDPOINT_URL=", "AWS_REGION=")
	if out := kept.ok("schedule", "cron", address, "--", "--sandbox"); !strings.Contains(out, " backup create "+address+" ") {
		t.Errorf("schedule cron says\n%s", out)
	}
	said += sh.ok("convert", first, "old.jsonl")
	if n := bytes.Count(sh.read("old.jsonl"), []byte("\n")); n != 120 {
		t.Errorf("%d lines are converted", n)
	}
	said += sh.ok("backup", "create", address, "--rate", "0", "-q", "--keep-last", "1")
	if left := b.snapshots("", string(recordLines(server, "lead"))); len(left) != 1 || left[0] <= made[0] {
		t.Errorf("--keep-last 1 leaves %q", left)
	}
	leads := b.snapshots("", string(recordLines(server, "lead")))[0] + "/leads.jsonl.zst"
	text := b.read(leads)
	text[len(text)/2] ^= 1
	b.write(leads, text)
	out, code := sh.run("backup", "check", address)
	if said += out; code != 1 || !strings.Contains(out, "leads.jsonl.zst") {
		t.Errorf("a flipped byte: exit code %d\n%s", code, out)
	}
	text[len(text)/2] ^= 1
	b.write(leads, text)
	if strings.Contains(said, bucketSecret) || strings.Contains(said, sandbox.DefaultToken) {
		t.Error("a secret is shown")
	}
	if left := sh.find("state/leadferry/buckets/*/draft"); len(left) > 0 {
		t.Errorf("left are %q", left)
	}
}

// TestEncryptedBucket: what is put into a bucket, or waits for it, is encrypted.
func TestEncryptedBucket(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 120, NonLeads: 30})
	b, sh := serveBucket(t, sh, "leads")
	id, err := age.GenerateX25519Identity()
	if err != nil {
		t.Fatal(err)
	}
	sh.write("key.txt", id.String()+"\n")
	sh.ok("backup", "create", "s3://leads", "--rate", "0", "--age-recipient", id.Recipient().String())
	names := b.snapshots("", "")
	if len(names) != 1 || !bytes.HasPrefix(b.read(names[0]+"/leads.jsonl.zst.age"), []byte("age-encryption.org/")) {
		t.Fatalf("there are %q", b.objects())
	}
	if said := sh.ok("backup", "check", "s3://leads", "--age-identity", "key.txt"); !strings.Contains(said, "150 records readable") {
		t.Error(said)
	}
	sh.ok("convert", "s3://leads/"+names[0], "leads.jsonl", "--age-identity", "key.txt")
	if n := bytes.Count(sh.read("leads.jsonl"), []byte("\n")); n != server.Count("lead") {
		t.Errorf("%d leads are converted", n)
	}
}

// TestKilledBucketBackups kills backups before or after one of their requests to the bucket. Each
// snapshot that has a manifest is whole, and the next run needs no waiting for the lock of a killed one.
func TestKilledBucketBackups(t *testing.T) {
	t.Parallel()
	few := 10
	if testing.Short() {
		few = 3
	}
	server, sh := newShell(t, sandbox.Options{Leads: 300, NonLeads: 100})
	var kill atomic.Pointer[func()]
	var left atomic.Int64
	b, sh := openBucket(t, sh, serveS3(t, func(s3 http.Handler) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if now := kill.Load(); now != nil && left.Add(-1) == 0 {
				if rand.N(2) == 0 {
					defer (*now)()
				} else {
					(*now)()
				}
			}
			s3.ServeHTTP(w, r)
		})
	}), "leads")
	killBackups(t, server, b, sh, soak(few, 200), func(now func()) (disarm func()) {
		left.Store(1 + rand.Int64N(25))
		kill.Store(&now)
		return func() { kill.Store(nil) }
	})
}

// killBackups kills backups when arm calls its function.
func killBackups(t *testing.T, server *sandbox.Server, b bucket, sh shell, runs int, arm func(kill func()) (disarm func())) {
	t.Helper()
	want := string(recordLines(server, "lead"))
	create := []string{"backup", "create", "s3://leads/killed", "-q", "--rate", "0", "--keep-last", "2"}
	finished, unfinished := 0, map[string]bool{}
	for range runs {
		p := sh.start(create...)
		disarm := arm(func() { p.Process.Kill() })
		if p.Wait() == nil {
			finished++
		}
		disarm()
		whole := b.snapshots("killed/", want)
		for _, name := range b.objects() {
			if strings.HasSuffix(name, "/leads.jsonl.zst") && strings.HasPrefix(name, "killed/") && !slices.Contains(whole, path.Dir(name)) {
				unfinished[name] = true
			}
		}
	}
	sh.ok(create...)
	whole := b.snapshots("killed/", want)
	if listed := strings.Count(sh.ok("backup", "list", "s3://leads/killed"), " good"); listed != len(whole) {
		t.Errorf("%d are listed as good, and there are %d", listed, len(whole))
	}
	t.Logf("%d of %d runs were not killed; %d unfinished snapshots were seen", finished, runs, len(unfinished))
}

// TestContinuedBackup: a run continues with what a killed one has read.
func TestContinuedBackup(t *testing.T) {
	t.Parallel()
	server, sh := newShell(t, sandbox.Options{Leads: 900, NonLeads: 50, Latency: 5 * time.Millisecond})
	b, sh := serveBucket(t, sh, "leads")
	create := []string{"backup", "create", "s3://leads/acme", "-q", "--rate", "0", "--workers", "1"}
	p := sh.start(create...)
	for {
		spool := sh.find("state/leadferry/buckets/*/draft/spool")
		if len(spool) > 0 && size(spool[0]) > 100_000 {
			break
		}
		time.Sleep(5 * time.Millisecond)
	}
	p.Process.Kill()
	p.Wait()
	before := len(server.Ledger())
	sh.ok(create...)
	b.snapshots("", string(recordLines(server, "lead")))
	again := len(server.Ledger()) - before
	fresh := sh.with("XDG_STATE_HOME=" + t.TempDir())
	before = len(server.Ledger())
	fresh.ok("backup", "create", "s3://leads/other", "-q", "--rate", "0", "--workers", "1")
	if whole := len(server.Ledger()) - before; again >= whole-2 {
		t.Errorf("%d requests to go on, %d from the beginning", again, whole)
	}
}

// TestVersityGW does the same with VersityGW, a server that also checks keys. It is not built but in a soak:
// that takes minutes.
func TestVersityGW(t *testing.T) {
	t.Parallel()
	program, err := exec.LookPath("versitygw")
	if err != nil {
		if soak(0, 1) == 0 {
			t.Skip("versitygw is not on the PATH")
		}
		program = filepath.Join(t.TempDir(), "versitygw")
		cmd := exec.CommandContext(t.Context(), "go", "install", "github.com/versity/versitygw/cmd/versitygw@v1.8.0")
		cmd.Env = append(os.Environ(), "GOBIN="+filepath.Dir(program), "GOFLAGS=")
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, out)
		}
	}
	server, sh := newShell(t, sandbox.Options{Leads: 120, NonLeads: 30})
	b, sh := openBucket(t, sh, startVersityGW(t, program), "leads")
	testBucket(t, server, b, sh)
	said, code := sh.with("AWS_SECRET_ACCESS_KEY=wrong").run("backup", "list", "s3://leads/acme")
	if code != 4 || !strings.Contains(said, "refuses the key (SignatureDoesNotMatch)") {
		t.Errorf("a wrong key: exit code %d\n%s", code, said)
	}
	none := sh.with("AWS_ACCESS_KEY_ID=", "AWS_SECRET_ACCESS_KEY=", "HOME="+t.TempDir())
	if said, code := none.run("backup", "list", "s3://leads/acme"); code != 4 || !strings.Contains(said, "no key for the bucket was found") {
		t.Errorf("no key: exit code %d\n%s", code, said)
	}
	testSharedProfile(t, b, sh)
	if said, code := sh.run("backup", "create", "s3://nothing/acme"); code != 2 || !strings.Contains(said, "there is no bucket nothing") {
		t.Errorf("exit code %d\n%s", code, said)
	}
	start := time.Now()
	sh.ok("backup", "create", "s3://leads/killed", "-q", "--rate", "0")
	whole := time.Since(start)
	killBackups(t, server, b, sh, soak(4, 100), func(kill func()) (disarm func()) {
		timer := time.AfterFunc(rand.N(whole), kill)
		return func() { timer.Stop() }
	})
}

// startVersityGW starts the server on a free port, and returns its address.
func startVersityGW(t *testing.T, program string) (url string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	address := l.Addr().String()
	l.Close()
	cmd := exec.Command(program, "--access", "test", "--secret", bucketSecret, "--port", address, "--quiet", "posix", t.TempDir())
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		cmd.Process.Kill()
		cmd.Wait()
	})
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
	defer cancel()
	for {
		conn, err := new(net.Dialer).DialContext(ctx, "tcp", address)
		if err == nil {
			conn.Close()
			return "http://" + address
		}
		if ctx.Err() != nil {
			t.Fatal(err)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// size returns the size of a file, 0 if there is none.
func size(path string) int64 {
	info, err := os.Stat(path)
	if err != nil {
		return 0
	}
	return info.Size()
}
