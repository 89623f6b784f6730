"""Files of rows taken in: read, mapped, tried, written in bounded chunks, taken back within a day."""
