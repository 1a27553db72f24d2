"""Reading XLSX files that people bring: distrustful of the file, patient with the person."""
