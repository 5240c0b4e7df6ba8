"""Files that leave the practice: one set of rows as CSV, zip, Excel or Parquet."""
