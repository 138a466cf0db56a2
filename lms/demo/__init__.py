"""The demo city: real offices of Palembang, invented people, photos it draws itself."""
