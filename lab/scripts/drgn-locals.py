"""For drgn: prints the local variables of every frame of the tasks whose PIDs are arguments, one JSON object a frame."""
import json
import sys

import drgn
from drgn import FaultError, ObjectAbsentError, TypeKind


def scalar(obj):
    """The value of an integer, pointer, enum or Boolean; of aggregates their bytes, as far as drgn can give them."""
    kind = obj.type_.kind
    while kind == TypeKind.TYPEDEF:
        return scalar(drgn.cast(obj.type_.type, obj)) if is_scalar(obj.type_) else {"bytes": obj.to_bytes_().hex()}
    if is_scalar(obj.type_):
        return {"value": int(obj.value_())}
    return {"bytes": obj.to_bytes_().hex()}


def is_scalar(type_):
    while type_.kind == TypeKind.TYPEDEF:
        type_ = type_.type
    return type_.kind in (TypeKind.INT, TypeKind.BOOL, TypeKind.POINTER, TypeKind.ENUM)


def variable(frame, name):
    row = {"name": name}
    try:
        obj = frame[name]
        row["type"] = obj.type_.type_name()
        if obj.absent_:
            row["absent"] = True
        else:
            if obj.address_ is not None:
                row["address"] = obj.address_
            row.update(scalar(obj))
    except (FaultError, ObjectAbsentError) as problem:
        row["fault"] = str(problem)
    except Exception as problem:
        row["error"] = type(problem).__name__ + ": " + str(problem)
    return row


def main():
    for pid in map(int, sys.argv[1:]):
        try:
            trace = prog.stack_trace(pid)
        except Exception as problem:
            print(json.dumps({"pid": pid, "error": str(problem)}))
            continue
        for frame in trace:
            try:
                names = frame.locals()
            except Exception as problem:
                names = []
            row = {"pid": pid, "pc": frame.pc if hasattr(frame, "pc") else 0, "sp": frame.sp, "inline": frame.is_inline, "function": frame.name}
            row["variables"] = [variable(frame, name) for name in names]
            print(json.dumps(row))


main()
