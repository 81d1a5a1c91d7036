package io.kwalk.core.arch.code;

/** What an instruction does to the flow of control. */
public enum Flow {
  NEXT,
  CALL,
  JUMP,
  CONDITIONAL_JUMP,
  RETURN,
  TRAP
}
