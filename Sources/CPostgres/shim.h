#pragma once
#include <libpq-fe.h>

// Swift does not import macros that are character literals.
enum trellis_pg_diagnostic {
  TRELLIS_PG_SQLSTATE = PG_DIAG_SQLSTATE,
  TRELLIS_PG_CONSTRAINT_NAME = PG_DIAG_CONSTRAINT_NAME,
  TRELLIS_PG_MESSAGE_PRIMARY = PG_DIAG_MESSAGE_PRIMARY,
};
