# One source of corpus.sh at a time: reads it, prints one text a line.
use strict; use warnings; use utf8;
use Encode qw(decode);
binmode STDOUT, ':utf8';
my $kind = shift @ARGV;
srand 20261124;
my %seen;

sub text {
    my ($t) = @_;
    $t =~ s/\x{FFFD}/'/g; $t =~ s/\s+/ /g; $t =~ s/^ //; $t =~ s/ $//;
    my $letters = () = $t =~ /[a-zA-Z ]/g;
    return if $t !~ / .* / && $kind =~ /dict/;
    return if length $t < 6 || length $t > 400 || $letters < 0.75 * length $t || $seen{lc $t}++;
    print "$t\n";
}
sub sentences { my ($t) = @_; $t =~ s/\s+/ /g; text($_) for split /(?<=[a-z\)][.!?]) (?=[A-Z"(])/, $t }
sub pick { $_[int rand @_] }
sub plain { my ($w) = @_; $w =~ s/_/ /g; $w =~ s/\(.*?\)$//; $w }
# A gloss is definitions and, in quotes, examples.
sub gloss {
    my ($line) = @_;
    return unless $line =~ /^\d{8} (\d\d) \w (\w\w) (.*?) \| (.*)$/;
    my ($file, $count, $rest, $g) = ($1, hex $2, $3, $4);
    my @f = split / /, $rest;
    my @lemmas = map { plain($f[2 * $_]) } 0 .. $count - 1;
    my @examples = $g =~ /"([^"]+)"/g;
    (my $definition = $g) =~ s/\s*"[^"]*"[^;]*;?//g;
    $definition =~ s/[;:\s]+$//;
    return ($file, \@lemmas, $definition, \@examples, $rest =~ / \@i /);
}
sub all { my ($path) = @_; open my $f, '<:utf8', $path or die "$path: $!"; grep { /^\d/ } <$f> }

if ($kind eq 'wordnet') {
    for my $path (@ARGV) { for (all($path)) {
        my ($file, $lemmas, $definition, $examples) = gloss($_) or next;
        text($definition); text($_) for @$examples;
        text("$lemmas->[0]: $definition") if rand() < 0.5;
    } }
}
# Questions about what the glosses say. 04 act .. 28 time are WordNet's own files of noun meanings.
elsif ($kind eq 'questions') {
    my %ask = (
        '05' => ['What animal is {d} ?', 'What is the name of {d} ?', 'What is a {w} ?', 'What do you call {d} ?',
            'What kind of animal is the {w} ?', 'Which animal is {d} ?'],
        '06' => ['What is a {w} ?', 'What is {d} called ?', 'What is a {w} used for ?', 'Who invented the {w} ?',
            'What is the term for {d} ?', 'When was the {w} invented ?'],
        '07' => ['What is {w} ?', 'What does {w} mean ?'],
        '08' => ['Where is the {w} in the human body ?', 'What is the function of the {w} ?', 'What part of the body is {d} ?'],
        '09' => ['What is {w} ?', 'What is the definition of {w} ?', 'What does {w} mean ?', 'What is the theory of {w} ?',
            'How does {w} work ?'],
        '10' => ['What does {w} stand for ?', 'What does {w} mean ?', 'What is {w} ?', 'What is the meaning of {w} ?',
            'What language is {d} ?', 'What is the abbreviation for {w} ?', 'What is the full form of {w} ?',
            'What does the abbreviation {w} mean ?'],
        '11' => ['When did {w} happen ?', 'What caused the {w} ?', 'Where did the {w} take place ?', 'What year was the {w} ?',
            'What sport is {d} ?', 'How did the {w} begin ?'],
        '12' => ['What causes {w} ?', 'Why do people feel {w} ?', 'What is {w} ?'],
        '13' => ['What food is {d} ?', 'What is {w} made of ?', 'What drink is {d} ?', 'How do you make {w} ?',
            'How many calories are there in {w} ?'],
        '14' => ['What company is {d} ?', 'What does {w} stand for ?', 'Who founded the {w} ?', 'What is the {w} ?',
            'How many members does the {w} have ?', 'What organization is {d} ?', 'When was the {w} founded ?', 'Which group is {d} ?',
            'Who is the leader of the {w} ?'],
        '15' => ['Where is {w} ?', 'What is the capital of {w} ?', 'What city is {d} ?', 'What country is {d} ?',
            'What is the population of {w} ?', 'In what country is {w} located ?', 'How many people live in {w} ?',
            'What state is {d} ?', 'What river runs through {w} ?', 'How far is it from {w} to the coast ?', 'Which place is {d} ?',
            'Where can one find {w} ?'],
        '17' => ['Where is the {w} ?', 'How high is the {w} ?', 'What mountain is {d} ?', 'What river is {d} ?',
            'How long is the {w} ?', 'What planet is {d} ?', 'How deep is the {w} ?', 'What is the longest {w} ?'],
        '18' => ['Who was {w} ?', 'Who was the {d} ?', 'Who is {w} ?', 'What {d} wrote the book ?', 'When was {w} born ?',
            'What is {w} famous for ?', 'Where was {w} born ?', 'Name the {d} .', 'When did {w} die ?',
            'What is the name of the {d} ?', 'How old was {w} ?', 'Which {d} won the prize ?', 'Who did {w} marry ?',
            'Why is {w} famous ?', 'What did {w} do for a living ?', 'How tall is {w} ?'],
        '19' => ['What causes {w} ?', 'What is {w} ?', 'Why does {w} occur ?', 'How fast is {w} ?'],
        '20' => ['What plant is {d} ?', 'What is {w} ?', 'What flower is {d} ?', 'Where does {w} grow ?', 'What color is {w} ?'],
        '21' => ['How much does {w} cost ?', 'What is {w} ?', 'How much is {w} worth ?'],
        '22' => ['What is the process of {w} ?', 'How does {w} work ?', 'What happens during {w} ?'],
        '23' => ['How many are there in a {w} ?', 'How much is a {w} ?', 'What currency is {d} ?', 'How big is a {w} ?',
            'How heavy is a {w} ?'],
        '26' => ['What disease is {d} ?', 'What causes {w} ?', 'What is {w} ?', 'What are the symptoms of {w} ?',
            'How many people have {w} ?', 'How is {w} treated ?', 'What is the fear of {w} called ?'],
        '27' => ['What is {w} made of ?', 'What is the chemical symbol for {w} ?', 'What element is {d} ?', 'What is {w} used for ?',
            'What temperature does {w} melt at ?'],
        '28' => ['When is {w} ?', 'What day is {d} ?', 'What date is {w} ?', 'How long is {w} ?', 'What month is {d} ?',
            'How many days are there in {w} ?', 'What year did {w} begin ?'],
        'act' => ['What is {w} ?', 'What sport is {d} ?', 'How do you do {w} ?', 'What game is {d} ?',
            'How many players are there in {w} ?', 'What do you call the act of {d} ?'],
        'verb' => ['What does it mean to {w} ?', 'How do you {w} ?', 'Why do people {w} ?', 'What is the word for to {d} ?',
            'How can I {w} ?', 'Who was the first to {w} ?', 'When did people start to {w} ?'],
    );
    for my $path (@ARGV) { for (all($path)) {
        my ($file, $lemmas, $definition) = gloss($_) or next;
        my $forms = $path =~ /verb/ ? $ask{verb} : $file eq '04' ? $ask{act} : $ask{$file}
            // ['What is {w} ?', 'What does {w} mean ?', 'What is {d} ?'];
        (my $short = $definition) =~ s/;.*//; $short =~ s/\s*\([^)]*\)//g;
        next if length $short > 120;
        for (1 .. ($file =~ /^(?:10|14|15|18|23|28)$/ ? 4 : 2)) {
            my $w = $lemmas->[int rand @$lemmas];
            (my $q = pick(@$forms)) =~ s/\{w\}/$w/;
            $q =~ s/\{d\}/$short/; $q =~ s/\bthe (the|a|an) /$1 /;
            text($q);
        }
    } }
}
# Opinions: adjectives and adverbs of WordNet about things that people judge.
elsif ($kind eq 'opinions') {
    my @things = qw(film movie story plot cast acting script director comedy drama thriller documentary performance ending dialogue
        camera phone player
        software manual battery screen sound picture printer router keyboard software hotel room waiter food service staff coffee soup
            bed view
        book novel chapter author song album voice concert show game coat shoe bag chair lamp kettle price design quality support delivery);
    my @forms = ('the {t} is {a} and {b}', 'a {a} {t} that is never {b}', 'the {t} was {r} {a} .', 'it is {a} , but the {t} is {b} .',
        'this {t} is not {a} at all .',
        'i found the {t} {a} and the {u} {b} .', '{a} and {r} {b} .', 'a {a} , {b} {t}', 'what a {a} {t} !',
            'the {t} feels {r} {b} and the {u} is {a} .',
        'i really wanted a {a} {t} but got a {b} one', 'too {a} to be {b} .', 'one of the most {a} {t}s of the year .',
            'the {u} makes this {t} {r} {a} .',
        'i would {r} recommend this {a} {t} .', 'do not buy this {b} {t} .', 'the {t} works {r} and the {u} looks {a} .');
    my (@adj, @adv, %senses);
    for my $path (@ARGV) { for (all($path)) {
        my ($f, $l) = gloss($_) or next;
        push @{$path =~ /adv/ ? \@adv : \@adj}, grep { !/[A-Z0-9]/ && !/ / && ++$senses{$_} == 2 } @$l;
    } }
    for (1 .. 45000) {
        my ($f, $a, $b, $r, $t, $u) = (pick(@forms), pick(@adj), pick(@adj), pick(@adv), pick(@things), pick(@things));
        $f =~ s/\{a\}/$a/; $f =~ s/\{b\}/$b/; $f =~ s/\{r\}/$r/; $f =~ s/\{t\}/$t/; $f =~ s/\{u\}/$u/;
        text($f);
    }
}
elsif ($kind eq 'dictionary') {
    local $/ = "\n\n";

    while (<STDIN>) { $_ = decode('UTF-8', $_);
        s/^\S[^\n]*\n//mg if /\\/;                     # the headword with its pronunciation
        s/\[[^\]]*\]|\{|\}|--[A-Z][\w. ]*|\\\S*//g; s/^\s*(?:\d+\.|\([a-z]\))//mg;
        sentences($_) if rand() < 0.45;
    }
}
elsif ($kind eq 'packages') {

    my $paragraph = '';
    while (<STDIN>) { $_ = decode('UTF-8', $_);
        if (/^Description-en: (.*)/) { text($1) unless $1 =~ /transitional|debug symbols/ || rand() < 0.5; $paragraph = '' }
        elsif (/^ (?:\.|\s+[*-] .*|)$/ || !/^ /) { sentences($paragraph) if rand() < 0.4; $paragraph = '' }
        elsif (length $paragraph < 600) { $paragraph .= $_ }
    }
}
elsif ($kind eq 'fortunes') {
    local $/ = "\n%\n";
    while (<STDIN>) { $_ = decode('UTF-8', $_); s/%\s*$//; s/^\s*--.*//ms; next if /[|_\\]{2}/; sentences($_) }
}
elsif ($kind eq 'strings') {

    while (<STDIN>) {
        $_ = decode('UTF-8', $_);
        while (/"((?:[^"\\]|\\.)*)"/g) {
            my $t = $1; $t =~ s/\\n/ /g; $t =~ s/\\u[0-9a-f]{4}/ /gi; $t =~ s/\\(.)/$1/g;
            sentences($t) if $t =~ / .* / && $t !~ m{https?://};
        }
    }
}
else { while (<STDIN>) { $_ = decode('UTF-8', $_); s/\\u[0-9a-f]{4}/'/g; s/\\n/ /g; s/\\(.)/$1/g; text($_) } }
