/* One half of the test files of this folder: see make-files. */
struct shared {
  long first;
  struct { int left, right; } pair;
  struct shared *next, *previous;
  unsigned char bytes[16];
  enum { RED, GREEN, BLUE } colour;
};

struct shared first_shared = { .first = 1, .colour = GREEN };

__attribute__((noipa)) int first_function(struct shared *argument)
{
  return argument->pair.left + argument->colour;
}

#ifdef MAIN
int second_function(struct shared *argument);

int start(void)
{
  return first_function(&first_shared) + second_function(&first_shared);
}
#endif
