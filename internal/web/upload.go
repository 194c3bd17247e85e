package web

import (
	"errors"
	"fmt"
	"io"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"github.com/leadferry/leadferry/internal/problem"
	"github.com/leadferry/leadferry/internal/screen"
)

const uploadPath = "/import"

// fileFolder holds the file of a work and what lies beside it, so that no name of it is one of ours.
const fileFolder = "file"

// maxUpload bounds an uploaded file, in bytes.
const maxUpload = 1 << 30

// tooBig refuses a file above the bound.
func tooBig() error {
	return problem.Usage("the page takes files of at most "+screen.Size(maxUpload), "split the file, or import it in a terminal with leadferry import FILE")
}

// upload takes a file and begins its import. It is written to a folder of its own, under its own name
// without any folder.
func (s *Site) upload(rw http.ResponseWriter, r *http.Request) {
	w, err := s.receive(rw, r)
	if err != nil {
		s.fail(rw, r, err)
		return
	}
	s.read(w)
	http.Redirect(rw, r, "/work/"+w.ID, http.StatusSeeOther)
}

// receive reads the form part by part: its token, the bot and the work whose rows
// were mended come before the file.
func (s *Site) receive(rw http.ResponseWriter, r *http.Request) (*work, error) {
	if r.ContentLength > maxUpload+maxForm {
		return nil, tooBig()
	}
	r.Body = http.MaxBytesReader(rw, r.Body, maxUpload+maxForm)
	parts, err := r.MultipartReader()
	if err != nil {
		return nil, err
	}
	token, chosen, of := "", "", ""
	for {
		part, err := parts.NextPart()
		if errors.Is(err, io.EOF) {
			return nil, problem.Usage("no file was chosen", "choose a file and send the form again")
		}
		if err != nil {
			return nil, err
		}
		switch part.FormName() {
		case "token":
			token, err = text(part)
		case "bot":
			chosen, err = text(part)
		case "of":
			of, err = text(part)
		case "file":
			if !s.guard.made(uploadPath, token) {
				return nil, problem.Usage("this form is of an earlier page", "load the page again, and choose the file once more")
			}
			return s.store(part, chosen, of)
		}
		if err != nil {
			return nil, err
		}
	}
}

func text(part *multipart.Part) (string, error) {
	raw, err := io.ReadAll(io.LimitReader(part, 4<<10))
	return string(raw), err
}

// store writes the file of an upload. Rows of an earlier work keep the choices that were made for them.
func (s *Site) store(part *multipart.Part, chosen, of string) (*work, error) {
	name := plainName(part.FileName())
	if name == "" {
		return nil, problem.Usage("no file was chosen", "choose a file and send the form again")
	}
	b, err := s.bots.named(chosen)
	if err != nil {
		return nil, err
	}
	w := &work{Kind: "import", Bot: b, File: name, phase: ready}
	if earlier := s.works.mended(of, name, b); earlier != nil {
		w.words, w.chosenFor = earlier.rowChoices(), earlier.File
	}
	if err := s.works.add(w, s.folder); err != nil {
		return nil, err
	}
	w.input = filepath.Join(w.folder, fileFolder, name)
	if err := spool(part, w.input); err != nil {
		s.works.drop(w)
		if _, is := errors.AsType[*http.MaxBytesError](err); is {
			err = tooBig()
		}
		return nil, errors.Join(fmt.Errorf("the file did not arrive: %w", err), os.RemoveAll(w.folder))
	}
	return w, nil
}

// spool writes what arrives into a file of this user alone, in a folder of its own.
func spool(from io.Reader, path string) error {
	if err := ownFolder(filepath.Dir(path)); err != nil {
		return err
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(file, from)
	return errors.Join(err, file.Close())
}

// plainName is the name of a file without anything that leads out of a folder or hides it.
func plainName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || !unicode.IsPrint(r) || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, strings.ToValidUTF8(name, "_"))
	name = strings.TrimLeft(name, ". -")
	const most = 120 // bytes: names of the report are made of it
	for len(name) > most {
		stem, ending := strings.TrimSuffix(name, filepath.Ext(name)), filepath.Ext(name)
		if len(ending) > 20 || stem == "" {
			return strings.ToValidUTF8(name[:most], "")
		}
		name = strings.ToValidUTF8(stem[:max(1, most-len(ending)-1)], "") + ending
	}
	return name
}
