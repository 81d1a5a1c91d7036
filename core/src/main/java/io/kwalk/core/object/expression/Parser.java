package io.kwalk.core.object.expression;

import io.kwalk.core.debuginfo.Type;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads expressions by precedence (C11 6.5). */
final class Parser {
  private static final int MAX_DEPTH = 200;
  private static final List<String> TAGS = List.of("struct", "union", "enum");

  private static final Map<String, Integer> PRECEDENCE =
      Map.ofEntries(
          Map.entry("@", 11),
          Map.entry("*", 10),
          Map.entry("/", 10),
          Map.entry("%", 10),
          Map.entry("+", 9),
          Map.entry("-", 9),
          Map.entry("<<", 8),
          Map.entry(">>", 8),
          Map.entry("<", 7),
          Map.entry(">", 7),
          Map.entry("<=", 7),
          Map.entry(">=", 7),
          Map.entry("==", 6),
          Map.entry("!=", 6),
          Map.entry("&", 5),
          Map.entry("^", 4),
          Map.entry("|", 3),
          Map.entry("&&", 2),
          Map.entry("||", 1));

  private final String text;
  private final List<Token> tokens;
  private final Scope scope;
  private int next;
  private int depth;

  private Parser(String text, Scope scope) throws ExpressionException {
    this.text = text;
    this.tokens = Lexer.tokens(text);
    this.scope = scope;
  }

  static Node parse(String text, Scope scope) throws ExpressionException {
    Parser parser = new Parser(text, scope);
    if (parser.tokens.isEmpty()) {
      throw new ExpressionException("the expression is empty");
    }
    Node node = parser.sequence();
    if (parser.next < parser.tokens.size()) {
      throw parser.unexpected();
    }
    return node;
  }

  private ExpressionException unexpected() {
    if (next >= tokens.size()) {
      return new ExpressionException("the expression ends too early");
    }
    int start = tokens.get(next).start();
    return new ExpressionException(
        "syntax error near \"" + text.substring(start, Math.min(text.length(), start + 20)) + "\"");
  }

  private boolean at(String operator) {
    return at(next, operator);
  }

  private boolean at(int index, String operator) {
    return index < tokens.size()
        && tokens.get(index) instanceof Token.Operator token
        && token.text().equals(operator);
  }

  private boolean takes(String operator) {
    boolean there = at(operator);
    next += there ? 1 : 0;
    return there;
  }

  private void expect(String operator) throws ExpressionException {
    if (!takes(operator)) {
      throw unexpected();
    }
  }

  private Node sequence() throws ExpressionException {
    if (++depth > MAX_DEPTH) {
      throw new ExpressionException("the expression is nested too deeply");
    }
    Node node = conditional();
    while (takes(",")) {
      node = new Node.Binary(",", node, conditional());
    }
    depth--;
    return node;
  }

  private Node conditional() throws ExpressionException {
    if (++depth > MAX_DEPTH) {
      throw new ExpressionException("the expression is nested too deeply");
    }
    Node node = binary(1);
    if (takes("?")) {
      Node yes = sequence();
      expect(":");
      node = new Node.Conditional(node, yes, conditional());
    }
    depth--;
    return node;
  }

  private Node binary(int lowest) throws ExpressionException {
    Node left = unary();
    while (next < tokens.size()
        && tokens.get(next) instanceof Token.Operator token
        && PRECEDENCE.getOrDefault(token.text(), 0) >= lowest) {
      next++;
      Node right = binary(PRECEDENCE.getOrDefault(token.text(), 0) + 1);
      left = new Node.Binary(token.text(), left, right);
      if (++depth > MAX_DEPTH * 10) {
        throw new ExpressionException("the expression is too long");
      }
    }
    return left;
  }

  private Node unary() throws ExpressionException {
    if (++depth > MAX_DEPTH) {
      throw new ExpressionException("the expression is nested too deeply");
    }
    Node node = prefixed();
    depth--;
    return node;
  }

  private Node prefixed() throws ExpressionException {
    if (next < tokens.size()
        && tokens.get(next) instanceof Token.Operator token
        && token.text().length() == 1
        && "-+!~*&".contains(token.text())) {
      next++;
      return new Node.Unary(token.text(), unary());
    }
    if (takes("&&")) {
      throw new ExpressionException("a label's address (&&) cannot be taken");
    }
    if (next < tokens.size()
        && tokens.get(next) instanceof Token.Word word
        && word.text().equals("sizeof")) {
      next++;
      Optional<Type> type = parenthesizedType();
      return type.isPresent() ? new Node.SizeOfType(type.get()) : new Node.SizeOf(unary());
    }
    Optional<Type> cast = parenthesizedType();
    return cast.isPresent() ? new Node.Cast(cast.get(), unary()) : postfix(primary());
  }

  /** {@code (type)}, if the parentheses that come next hold the name of one. */
  private Optional<Type> parenthesizedType() throws ExpressionException {
    if (!at("(")
        || next + 1 >= tokens.size()
        || !(tokens.get(next + 1) instanceof Token.Word word)) {
      return Optional.empty();
    }
    int close = closing(next);
    if (close == tokens.size()) {
      return Optional.empty();
    }
    String inside = text.substring(word.start(), tokens.get(close).start()).strip();
    boolean bareName = close == next + 2;
    if (bareName
        && scope.target().types().typedef(inside).isEmpty()
        && scope.symbol(inside).isPresent()) {
      return Optional.empty();
    }
    Optional<Type> type = TypeNames.parse(inside, scope.target().types());
    if (type.isPresent()) {
      next = close + 1;
    } else if (TAGS.contains(word.text())) {
      throw new ExpressionException("no type named \"" + inside.replace("*", "").strip() + "\"");
    }
    return type;
  }

  /** {@code offsetof(TYPE, MEMBER)}, of stddef.h. */
  private Node offsetOf() throws ExpressionException {
    next += 2;
    Node place = memberOf(typeBeforeComma());
    expect(")");
    return new Node.OffsetOf(place);
  }

  /** {@code container_of(POINTER, TYPE, MEMBER)}, of include/linux/container_of.h. */
  private Node containerOf() throws ExpressionException {
    next += 2;
    Node pointer = conditional();
    expect(",");
    Type type = typeBeforeComma();
    Node place = memberOf(type);
    expect(")");
    return new Node.ContainerOf(pointer, type, place);
  }

  private Type typeBeforeComma() throws ExpressionException {
    int comma = next;
    while (comma < tokens.size() && !at(comma, ",") && !at(comma, ")")) {
      comma++;
    }
    if (!at(comma, ",") || comma == next) {
      throw new ExpressionException("a type and a member are needed, with a comma between them");
    }
    String name = text.substring(tokens.get(next).start(), tokens.get(comma).start()).strip();
    Optional<Type> type = TypeNames.parse(name, scope.target().types());
    next = comma + 1;
    return type.orElseThrow(() -> new ExpressionException("no type named \"" + name + "\""));
  }

  /** A path of members and indexes, of a struct at address 0. */
  private Node memberOf(Type type) throws ExpressionException {
    if (next >= tokens.size() || !(tokens.get(next) instanceof Token.Word word)) {
      throw unexpected();
    }
    next++;
    Node.Constant start = new Node.Constant(new Value.Scalar(CTypes.pointer(type), 0));
    return postfix(new Node.Member(start, word.text()));
  }

  /** The bracket that closes the one at {@code open}, or the end. */
  private int closing(int open) {
    int nested = 0;
    for (int i = open; i < tokens.size(); i++) {
      if (tokens.get(i) instanceof Token.Operator token) {
        nested += token.text().equals("(") ? 1 : token.text().equals(")") ? -1 : 0;
        if (nested == 0) {
          return i;
        }
      }
    }
    return tokens.size();
  }

  private Node primary() throws ExpressionException {
    if (takes("(")) {
      Node inside = sequence();
      expect(")");
      return inside;
    }
    if (next >= tokens.size()) {
      throw unexpected();
    }
    return switch (tokens.get(next)) {
      case Token.Literal literal -> {
        next++;
        yield new Node.Constant(literal.value());
      }
      case Token.Word word when at(next + 1, "(") && word.text().equals("offsetof") -> offsetOf();
      case Token.Word word when at(next + 1, "(") && word.text().equals("container_of") ->
          containerOf();
      case Token.Word word when TAGS.contains(word.text()) -> {
        String tag = text.substring(word.start()).replace("*", "").strip();
        throw new ExpressionException("no type named \"" + tag + "\"");
      }
      case Token.Word word -> {
        next++;
        yield word.text().startsWith("$")
            ? new Node.History(word.text())
            : new Node.Name(word.text());
      }
      case Token.Operator _ -> throw unexpected();
    };
  }

  private Node postfix(Node first) throws ExpressionException {
    Node node = first;
    while (true) {
      if (takes("[")) {
        Node index = sequence();
        expect("]");
        node = new Node.Index(node, index);
      } else if (takes(".") || takes("->")) {
        if (next >= tokens.size() || !(tokens.get(next) instanceof Token.Word word)) {
          throw unexpected();
        }
        next++;
        node = new Node.Member(node, word.text());
      } else {
        return node;
      }
    }
  }
}
