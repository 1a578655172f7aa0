#!/bin/bash
# Gathers the English texts that the shipped encoder learnt from, one text a line, into a folder. Needs Debian's apt, npm, perl.
#   corpus.sh <folder> [<folder with sts/, stsbenchmark/, sick/, senteval/MRPC, intents/, dynasent/>]
# Nothing here is an examination: CR, MR, SST, MPQA, SUBJ, TREC and the embedded corpora are not read.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
out=$(mkdir -p "$1" && cd "$1" && pwd)
data=${2:+$(cd "$2" && pwd)}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

echo "Debian packages" >&2
apt-get download wordnet-base dict-gcide dict-foldoc fortunes fortunes-min >/dev/null
for package in *.deb; do dpkg -x "$package" x; done
mkdir -p lists/partial cache/archives/partial
apt-get update -qq -o Acquire::Languages=en -o Acquire::GzipIndexes=false -o Dir::State::Lists="$work/lists" -o Dir::Cache="$work/cache"

echo "npm packages" >&2
for package in nlp-corpus@4.4.0 one-liner-joke@1.2.2 quotesy@1.0.10 popular-movie-quotes@1.2.4; do
    npm pack --silent "$package" >/dev/null
done
for package in *.tgz; do mkdir -p "n/$package" && tar xzf "$package" -C "n/$package"; done

perl "$here/corpus.pl" wordnet x/usr/share/wordnet/data.* > "$out/wordnet.txt"
perl "$here/corpus.pl" questions x/usr/share/wordnet/data.noun x/usr/share/wordnet/data.verb > "$out/questions.txt"
perl "$here/corpus.pl" opinions x/usr/share/wordnet/data.adj x/usr/share/wordnet/data.adv > "$out/opinions.txt"
zcat x/usr/share/dictd/gcide.dict.dz | perl "$here/corpus.pl" dictionary > "$out/gcide.txt"
zcat x/usr/share/dictd/foldoc.dict.dz | perl "$here/corpus.pl" dictionary > "$out/foldoc.txt"
cat lists/*Translation-en | perl "$here/corpus.pl" packages > "$out/packages.txt"
cat x/usr/share/games/fortunes/*.u8 | perl "$here/corpus.pl" fortunes > "$out/fortunes.txt"
find n -name '*.json' ! -name 'package.json' | sort | xargs cat | perl "$here/corpus.pl" strings > "$out/npm.txt"
if [ -n "$data" ]; then
    {
        tail -qn +2 "$data"/sick/*.txt | cut -f2,3
        cut -f2,3 "$data"/sts/*/*.tsv
        cut -f6,7 "$data"/stsbenchmark/*.csv
        cut -f4,5 "$data"/senteval/MRPC/*train*
    } | tr '\t' '\n' | perl "$here/corpus.pl" lines > "$out/pairs.txt"
    cat "$data"/intents/*/*/seq.in | perl "$here/corpus.pl" lines > "$out/intents.txt"
    cat "$data"/dynasent/*round01*.jsonl | perl -ne 'print "$1\n" if /"sentence": "((?:[^"\\]|\\.)*)"/' \
        | perl "$here/corpus.pl" lines > "$out/dynasent.txt"
fi
wc -l "$out"/*.txt
