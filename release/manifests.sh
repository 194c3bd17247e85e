#!/usr/bin/env bash
# Writes the manifests for Homebrew, Scoop and winget: release/manifests.sh VERSION DIR, where DIR holds
# the archives and SHA256SUMS. They end up in DIR/homebrew, DIR/scoop and DIR/winget.
set -euo pipefail
version=$1
cd "$2"
site=https://github.com/leadferry/leadferry
about="Moves leads between Convertalk and spreadsheets"
name() { # OS ARCH
  case $1 in windows) echo "leadferry_${version}_$1_$2.zip" ;; *) echo "leadferry_${version}_$1_$2.tar.gz" ;; esac
}
url() { echo "$site/releases/download/v$version/$(name "$@")"; }
sum() { awk -v file="$(name "$@")" '$2 == file { print $1; found = 1 } END { exit !found }' SHA256SUMS; }
mkdir -p homebrew scoop winget

brew() { # OS ARCH
  printf '      url "%s"\n      sha256 "%s"\n' "$(url "$@")" "$(sum "$@")"
}
cat > homebrew/leadferry.rb << END
class Leadferry < Formula
  desc "$about"
  homepage "$site"
  version "$version"
  license "MIT"

  on_macos do
    on_arm do
$(brew darwin arm64)
    end
    on_intel do
$(brew darwin amd64)
    end
  end

  on_linux do
    on_arm do
$(brew linux arm64)
    end
    on_intel do
$(brew linux amd64)
    end
  end

  def install
    bin.install "leadferry"
    man1.install Dir["man/*.1"]
    bash_completion.install "completions/leadferry.bash" => "leadferry"
    zsh_completion.install "completions/leadferry.zsh" => "_leadferry"
    fish_completion.install "completions/leadferry.fish"
  end

  test do
    system bin/"leadferry", "export", "--sandbox", "leads.csv"
    assert_path_exists testpath/"leads.csv"
  end
end
END

scoop() { # ARCH
  printf '{"url": "%s", "hash": "%s", "extract_dir": "%s"}' "$(url windows "$1")" "$(sum windows "$1")" "$(name windows "$1" | sed 's/\.zip$//')"
}
cat > scoop/leadferry.json << END
{
  "version": "$version",
  "description": "$about",
  "homepage": "$site",
  "license": "MIT",
  "architecture": {
    "64bit": $(scoop amd64),
    "arm64": $(scoop arm64)
  },
  "bin": "leadferry.exe",
  "checkver": "github"
}
END

# winget wants a manifest of three files.
winget() { # TYPE FILE CONTENT
  cat > "winget/Leadferry.Leadferry$2.yaml" << END
# yaml-language-server: \$schema=https://aka.ms/winget-manifest.$1.1.6.0.schema.json
PackageIdentifier: Leadferry.Leadferry
PackageVersion: $version
$3
ManifestType: $1
ManifestVersion: 1.6.0
END
}
installer() { # ARCH WINGET-ARCH
  cat << END
  - Architecture: $2
    InstallerUrl: $(url windows "$1")
    InstallerSha256: $(sum windows "$1" | tr a-f A-F)
    NestedInstallerFiles:
      - RelativeFilePath: $(name windows "$1" | sed 's/\.zip$//')\\leadferry.exe
        PortableCommandAlias: leadferry
END
}
winget version "" "DefaultLocale: en-US"
winget defaultLocale .locale.en-US "PackageLocale: en-US
Publisher: leadferry
PackageName: leadferry
PackageUrl: $site
License: MIT
ShortDescription: $about"
winget installer .installer "InstallerType: zip
NestedInstallerType: portable
Installers:
$(installer amd64 x64)
$(installer arm64 arm64)"
