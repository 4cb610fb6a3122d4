"""Many letters into one table: on one machine, or on many with Dask."""
