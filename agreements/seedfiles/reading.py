"""From YAML text to plain values that remember their lines; every scalar is read as text, so days stay as written."""

from dataclasses import dataclass
from pathlib import Path

import yaml

KeyPath = tuple[str | int, ...]
Tree = str | list["Tree"] | dict[str, "Tree"]

NOT_TEXT = "is not UTF-8 text: save the file as UTF-8"


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong with a seed file: where, and what to do."""

    path: Path
    line: int
    key_path: str
    message: str

    def __str__(self) -> str:
        """Return `file:line: key path: message`, leaving out what is not known."""
        place = f"{self.path}:{self.line}" if self.line else str(self.path)
        return ": ".join(part for part in (place, self.key_path, self.message) if part)


class SeedError(ValueError):
    """The seed files cannot be used; `problems` names every place and its mend."""

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = sorted(problems, key=lambda problem: (str(problem.path), problem.line, problem.message))
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Document:
    """One YAML file as plain values, and the line each of them stands on."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: dict[KeyPath, int] = {}
        self.problems: list[Problem] = []
        self.tree: Tree = self._read()

    def line_of(self, key_path: KeyPath) -> int:
        """Return the line of the value at `key_path`, or of the nearest thing around it."""
        for end in range(len(key_path), 0, -1):
            if key_path[:end] in self.lines:
                return self.lines[key_path[:end]]
        return 1

    def problem(self, key_path: KeyPath, message: str) -> Problem:
        """Return the problem at `key_path`, with its line."""
        return Problem(self.path, self.line_of(key_path), readable(key_path), message)

    def _read(self) -> Tree:
        """Return the plain values of the file; note a problem and return nothing where it is not YAML."""
        try:
            return self._composed(self.path.read_bytes().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            self.problems.append(self._at(error.object.count(b"\n", 0, error.start), NOT_TEXT))
        except yaml.reader.ReaderError as error:
            line = self.path.read_text(encoding="utf-8-sig").count("\n", 0, error.position)
            message = f"holds a character that is no text (code {error.character}): take it out"
            self.problems.append(self._at(line, message))
        except yaml.MarkedYAMLError as error:
            line = error.problem_mark.line if error.problem_mark else 0
            self.problems.append(self._at(line, f"is not YAML: {error.problem or error.context}"))
        except RecursionError:
            self.problems.append(Problem(self.path, 0, "", "is nested too deeply"))
        return {}

    def _composed(self, text: str) -> Tree:
        """Return the plain values of YAML text; a file that uses aliases is not followed."""
        tokens = yaml.scan(text, Loader=yaml.SafeLoader) if "*" in text else ()  # without the mark there is no alias
        for token in tokens:
            if isinstance(token, yaml.AliasToken):
                message = "anchors and aliases are not used here: write the value out"
                self.problems.append(self._at(token.start_mark.line, message))
        node = None if self.problems else yaml.compose(text, Loader=yaml.SafeLoader)
        return {} if node is None else self._plain(node, ())

    def _at(self, line: int, message: str) -> Problem:
        """Return a problem of the file as text, at a line counted from zero."""
        return Problem(self.path, line + 1, "", message)

    def _plain(self, node: yaml.Node, key_path: KeyPath) -> Tree:
        """Return `node` as text, list or mapping; empty values count as left out."""
        self.lines.setdefault(key_path, node.start_mark.line + 1)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(item, (*key_path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, key_path)
        return "" if node.style is None and node.value in {"~", "null"} else node.value

    def _mapping(self, node: yaml.MappingNode, key_path: KeyPath) -> Tree:
        """Return a mapping, refusing a key given twice."""
        values: dict[str, Tree] = {}
        for key_node, value_node in node.value:
            key = str(key_node.value)
            here = (*key_path, key)
            if key in values:
                line = key_node.start_mark.line + 1
                self.problems.append(Problem(self.path, line, readable(here), "is given twice: keep one"))
                continue
            self.lines[here] = key_node.start_mark.line + 1
            if node.flow_style and _has_no_colon(key_node, value_node):
                message = "has no value: put a text that holds a comma between quotes"
                self.problems.append(self.problem(here, message))
            values[key] = self._plain(value_node, here)
        return {key: value for key, value in values.items() if value != ""}


def _has_no_colon(key: yaml.Node, value: yaml.Node) -> bool:
    """Return whether a key of a `{…}` mapping stands alone, as the rest of an unquoted text after a comma does."""
    is_empty = isinstance(value, yaml.ScalarNode) and value.start_mark.index == value.end_mark.index
    return is_empty and ":" not in key.start_mark.buffer[key.end_mark.index : value.start_mark.index]


def readable(key_path: KeyPath) -> str:
    """Return a key path as an editor would say it: `evidence[3].links[0].to`, counted from zero."""
    text = ""
    for part in key_path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
