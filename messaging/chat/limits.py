"""How fast one may write, the same by form and by socket."""

PER_MINUTE = 40
MINUTE = 60  # seconds
TOO_FAST = f"Terlalu banyak pesan: paling banyak {PER_MINUTE} dalam satu menit. Tunggu sebentar."
