import pytest
PAGES=["/batches","/batches/1","/batches/1/roster","/batches/1/sessions","/batches/new","/batches/1/edit","/batches/1/enrol","/batches/1/enrol?q=ra","/batches/1/trainers","/batches/1/sessions/new","/batches/1/deadlines","/people","/people?q=ra","/people/new","/people/1","/me"]
@pytest.mark.parametrize("url",PAGES)
def test_page(as_,cast,url):
    r=as_("admin").get(url)
    assert r.status_code==200, r.text[-3000:]
def test_sign_in_page(client):
    r=client.get("/sign-in"); assert r.status_code==200, r.text
